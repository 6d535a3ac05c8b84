package org.commonwatch.node.sharing;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which items of one log, in the order they were added.
 *
 * @param log the log's number
 * @param afterKey only items with a greater key; -1 for all
 * @param addedAfter only items added later than this, microseconds
 * @param ids only objects with one of these ids; empty for any
 * @param types only objects of one of these types; empty for any
 * @param versions which versions of an object; several words and times add up
 */
public record PageQuestion(
        int log, long afterKey, OptionalLong addedAfter, List<String> ids, List<String> types, Versions versions) {
    public PageQuestion {
        ids = List.copyOf(ids);
        types = List.copyOf(types);
    }

    /** A word of TAXII's {@code match[version]}. */
    public enum Word {
        FIRST(ItemState.FIRST),
        LAST(ItemState.LATEST),
        ALL(ItemState.VERSION);

        private final int stateBit;

        Word(int stateBit) {
            this.stateBit = stateBit;
        }

        int stateBit() {
            return stateBit;
        }
    }

    /** @param times exact versions, microseconds */
    public record Versions(Set<Word> words, List<Long> times) {
        public static final Versions LAST = new Versions(Set.of(Word.LAST), List.of());
        public static final Versions ALL = new Versions(Set.of(Word.ALL), List.of());

        public Versions {
            words = Set.copyOf(words);
            times = List.copyOf(times);
        }
    }

    PageQuestion after(long key) {
        return new PageQuestion(log, key, OptionalLong.empty(), ids, types, versions);
    }
}
