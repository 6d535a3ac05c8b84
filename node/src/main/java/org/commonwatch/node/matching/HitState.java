package org.commonwatch.node.matching;

import java.util.Arrays;
import java.util.Optional;

/** What is held of a hit. The code stands in {@code local.db}, the word in the API. */
enum HitState {
    NEW(1, "new"),
    MUTED(2, "muted"),
    CONFIRMED(3, "confirmed"),
    FALSE_POSITIVE(4, "false-positive");

    private final int code;
    private final String word;

    HitState(int code, String word) {
        this.code = code;
        this.word = word;
    }

    int code() {
        return code;
    }

    public String word() {
        return word;
    }

    /** Neither muted nor false: somebody should look at it, or has and says it is true. */
    boolean isOpen() {
        return this == NEW || this == CONFIRMED;
    }

    /** As the heading of a list. */
    public String title() {
        return switch (this) {
            case NEW -> "New";
            case MUTED -> "Muted";
            case CONFIRMED -> "Confirmed";
            case FALSE_POSITIVE -> "False positives";
        };
    }

    static HitState ofCode(int code) {
        return Arrays.stream(values())
                .filter(state -> state.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no state has the code " + code));
    }

    static Optional<HitState> ofWord(String word) {
        return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
    }
}
