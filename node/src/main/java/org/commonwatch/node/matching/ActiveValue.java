package org.commonwatch.node.matching;

import org.commonwatch.matching.MatchKind;

/**
 * A value that is looked for now.
 *
 * @param text in the canonical form of its kind: foreign text, which may hold anything
 * @param indicator id of the object because of which
 * @param source that brought the object here, in its own words
 * @param added when it came, microseconds
 */
public record ActiveValue(MatchKind kind, String text, String indicator, String source, long added) {}
