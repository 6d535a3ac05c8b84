/** STIX objects out again as a bundle or as a table of values. */
@NullMarked
package org.commonwatch.intake.export;

import org.jspecify.annotations.NullMarked;
