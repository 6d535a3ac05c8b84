package org.commonwatch.node.membership;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What sort of organisation a member is. */
public enum OrganisationKind {
    PUBLIC,
    PRIVATE,
    NON_PROFIT,
    ACADEMIC,
    CITIZEN_GROUP;

    /** As it stands in entries and options, for example {@code non-profit}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<OrganisationKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** All words, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(OrganisationKind::word).collect(Collectors.joining(", "));
    }
}
