/** Values found in prose, with their place in the original text. */
@NullMarked
package org.commonwatch.intake.text;

import org.jspecify.annotations.NullMarked;
