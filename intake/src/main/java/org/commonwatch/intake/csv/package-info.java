/** Comma-separated tables and one-value-a-line lists, row by row. */
@NullMarked
package org.commonwatch.intake.csv;

import org.jspecify.annotations.NullMarked;
