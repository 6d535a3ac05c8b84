/**
 * STIX patterns (OASIS STIX 2.1 section 9): parsing with positions, one canonical text, and evaluation over observed data.
 * Pure: text and values only. Everything that comes in is bounded; the only ways to say no are {@code PatternError} for a
 * text that is no pattern and {@code Refused} for input or work beyond a named bound.
 */
@NullMarked
package org.commonwatch.stix.pattern;

import org.jspecify.annotations.NullMarked;
