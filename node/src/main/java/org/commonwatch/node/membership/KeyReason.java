package org.commonwatch.node.membership;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a member has other keys. */
public enum KeyReason {
    /** Out of habit, the old one being in nobody else's hands. */
    ROTATED,
    /** Nobody has the old one. */
    LOST,
    /** Somebody else could have the old one. */
    COMPROMISED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<KeyReason> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word().equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(KeyReason::word).collect(Collectors.joining(", "));
    }
}
