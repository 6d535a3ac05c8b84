package org.commonwatch.node.matching;

import java.util.Arrays;

/**
 * The own side of a hit.
 *
 * @param name address, host or user; empty where the kind says there is none
 */
record OwnAsset(Kind kind, String name) {
    /** Longest name that is kept; what is cut still groups. */
    static final int NAME_CHARS_MAX = 200;

    static final OwnAsset NONE = new OwnAsset(Kind.NONE, "");

    /** Stands for all assets of one indicator, source and day beyond the bound. */
    static final OwnAsset OTHERS = new OwnAsset(Kind.OTHERS, "");

    OwnAsset {
        name = name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
    }

    /** The code stands in {@code local.db}, the word in the API. */
    enum Kind {
        NONE(0, "none"),
        ADDRESS(1, "address"),
        HOST(2, "host"),
        USER(3, "user"),
        OTHERS(4, "others");

        private final int code;
        private final String word;

        Kind(int code, String word) {
            this.code = code;
            this.word = word;
        }

        int code() {
            return code;
        }

        public String word() {
            return word;
        }

        static Kind ofCode(int code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no kind of asset has the code " + code));
        }
    }
}
