package org.commonwatch.node.search;

import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.Tlp;

/** A search, understood. */
sealed interface Query {
    /** Everything there is. */
    record All() implements Query {}

    /** A word or phrase of the prose, in order. A prefix stands for every word that begins with it. */
    record Words(String text, boolean prefix, boolean quoted) implements Query {}

    record OfType(String type) implements Query {}

    /** Marked with exactly this level; empty for unmarked. */
    record Marked(Optional<Tlp> tlp) implements Query {}

    /** Claimed by a source of this name, upper and lower case alike. */
    record FromSource(String source, boolean prefix) implements Query {}

    /** Added at this time (microseconds) or later. */
    record AddedFrom(long micros) implements Query {}

    /** Added before this time (microseconds). */
    record AddedBefore(long micros) implements Query {}

    /** Carries this value, one that stands above, around or below it, or one that begins with it. */
    record HasValue(String text, boolean prefix) implements Query {}

    record And(List<Query> parts) implements Query {
        public And {
            parts = List.copyOf(parts);
        }
    }

    record Or(List<Query> parts) implements Query {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Query part) implements Query {}
}
