package org.commonwatch.node.pages;

import java.util.Arrays;
import java.util.Locale;

/** Which colours a person wants: those of their system, or always light or dark. */
public enum Appearance {
    AUTO,
    LIGHT,
    DARK;

    /** As in the cookie and in the page's {@code data-appearance}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Anything unknown is {@link #AUTO}: the cookie comes from outside. */
    static Appearance read(String word) {
        return Arrays.stream(values())
                .filter(appearance -> appearance.word().equals(word))
                .findFirst()
                .orElse(AUTO);
    }
}
