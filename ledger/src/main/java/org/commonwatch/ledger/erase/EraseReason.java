package org.commonwatch.ledger.erase;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why something is erased. A word and no text: what is written in a log cannot be erased, and a text could repeat it. */
public enum EraseReason {
    PERSONAL_DATA("personal-data"),
    MISTAKE("mistake"),
    LAW("law"),
    AGREEMENT("agreement"),
    OTHER("other");

    private final String word;

    EraseReason(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<EraseReason> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /** All of them, for a message. */
    public static String words() {
        return Arrays.stream(values()).map(EraseReason::word).collect(Collectors.joining(", "));
    }
}
