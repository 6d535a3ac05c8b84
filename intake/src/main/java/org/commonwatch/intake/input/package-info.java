/** Where bytes enter: compression, character set, format detection, and the hand-over to the reader of that format. */
@NullMarked
package org.commonwatch.intake.input;

import org.jspecify.annotations.NullMarked;
