@NullMarked
package org.commonwatch.intake;

import org.jspecify.annotations.NullMarked;
