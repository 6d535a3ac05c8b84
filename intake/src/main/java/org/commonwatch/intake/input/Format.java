package org.commonwatch.intake.input;

import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** What an input may be written in. */
public enum Format {
    STIX,
    MISP,
    CSV,
    TEXT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word of {@code --format}; {@code auto} is nothing.
     *
     * @throws Refused {@code format-word} for any other word
     */
    public static Optional<Format> parse(String word) throws Refused {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "auto", "" -> Optional.empty();
            case "stix" -> Optional.of(STIX);
            case "misp" -> Optional.of(MISP);
            case "csv", "tsv", "list" -> Optional.of(CSV);
            case "text", "txt" -> Optional.of(TEXT);
            default ->
                throw Refusal.of("format-word", "", "Formats are auto, stix, misp, csv and text.", word)
                        .toException();
        };
    }
}
