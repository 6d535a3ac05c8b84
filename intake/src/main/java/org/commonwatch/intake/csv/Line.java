package org.commonwatch.intake.csv;

/**
 * One line without its end.
 *
 * @param number from 1
 * @param whole false when the line passed the bound and {@code text} is only its beginning
 */
record Line(long number, String text, boolean whole) {}
