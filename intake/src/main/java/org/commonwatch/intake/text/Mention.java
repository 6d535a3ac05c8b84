package org.commonwatch.intake.text;

import org.commonwatch.values.IndicatorValue;

/**
 * A value found in prose.
 *
 * @param offset where it starts in the original text, in UTF-16 units
 * @param original the text as written, defanging included
 * @param value what it means
 */
public record Mention(int offset, String original, IndicatorValue value) {}
