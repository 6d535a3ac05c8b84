package org.commonwatch.node.pages;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.commonwatch.node.policy.Space;

/** How values read in templates: {@code {line.added.shown}}, {@code {size.grouped}}. */
@TemplateExtension
final class Shown {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private Shown() {}

    /** UTC, to the minute. */
    static String shown(Instant time) {
        return MINUTES.format(time);
    }

    /** UTC, to the second. */
    static String seconds(Instant time) {
        return SECONDS.format(time);
    }

    /** Whether it is the zero that stands for "no log time yet". */
    static boolean beforeTime(Instant time) {
        return time.equals(Instant.EPOCH);
    }

    /** For the {@code datetime} attribute. */
    static String iso(Instant time) {
        return time.toString();
    }

    /** Thousands apart by thin spaces, which screen readers read as one number. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    static String grouped(int number) {
        return grouped((long) number);
    }

    /** {@code attack-pattern} as {@code attack pattern}. */
    static String words(String type) {
        return type.replace('-', ' ').replace('_', ' ');
    }

    static String words(Space space) {
        return switch (space) {
            case OWN -> "own organisation";
            case COMMUNITY -> "community";
            case SAMPLE -> "sample";
        };
    }
}
