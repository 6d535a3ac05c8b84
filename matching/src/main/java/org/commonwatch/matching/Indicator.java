package org.commonwatch.matching;

/**
 * One thing to look for.
 *
 * @param value in the canonical form of its kind ({@code docs/formats/values.md})
 * @param id the caller's own number for it, given back with every hit; several indicators may share a value
 */
public record Indicator(MatchKind kind, String value, long id) {}
