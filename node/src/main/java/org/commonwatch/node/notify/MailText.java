package org.commonwatch.node.notify;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;

/** A message as a person reads it in a mail: values are defanged, foreign text stays on its line. */
final class MailText {
    private static final int SUBJECT_CHARS_MAX = 160;
    private static final int VALUE_CHARS_MAX = 1_000;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private MailText() {}

    /** The marking first, as TLP 2.0 asks of mails. */
    static String subject(Message message) {
        String marking =
                message.form() == Form.TEST ? "" : "TLP:" + message.marking().label() + " ";
        return marking + "[commonwatch] " + Plain.line(Sentences.of(message), SUBJECT_CHARS_MAX);
    }

    static String body(Message message) {
        StringBuilder text = new StringBuilder();
        if (message.form() != Form.TEST) {
            line(text, "TLP:" + message.marking().label());
            text.append('\n');
        }
        line(text, Sentences.of(message));
        text.append('\n');
        if (message.form() == Form.HIT) {
            message.hits().forEach(told -> whole(text, told));
        } else {
            message.hits().forEach(told -> brief(text, told));
        }
        if (message.notListed() > 0) {
            line(text, "and " + message.notListed() + " more: " + message.node() + "/hits");
        }
        text.append("\n-- \n");
        line(text, "Channel " + message.channel() + " of " + message.node() + ", message " + message.delivery());
        return text.toString();
    }

    private static void whole(StringBuilder text, Message.Told told) {
        HitNotice hit = told.notice();
        field(text, "Found", Sentences.found(hit));
        field(text, "Kind", hit.kind());
        field(text, "Indicator", hit.title().equals(hit.indicator()) ? hit.indicator() : defangedTitle(hit));
        field(text, "Standing", hit.standing());
        hit.saidBy().ifPresent(source -> field(text, "Said by", source));
        hit.confidence().ifPresent(confidence -> field(text, "Confidence", confidence.toString()));
        field(text, "Asset", hit.asset().isEmpty() ? "not told" : hit.assetKind() + " " + hit.asset());
        field(text, "Source", hit.source());
        field(text, "Lines", Sentences.counts(hit));
        field(text, "First seen", seconds(hit.first()));
        field(text, "Last seen", seconds(hit.last()));
        if (told.occasion() == Occasion.LET_THROUGH) {
            field(text, "Why now", "its lines had all been blocked, and one was not");
        }
        hit.line().ifPresent(foreign -> field(text, "First line", foreign));
        text.append('\n');
        field(text, "Look at it", told.link());
    }

    /** A title that is made of the value would be a link again. */
    private static String defangedTitle(HitNotice hit) {
        return hit.value().isEmpty() ? hit.title() : hit.title().replace(hit.value(), Sentences.found(hit));
    }

    private static void brief(StringBuilder text, Message.Told told) {
        HitNotice hit = told.notice();
        line(
                text,
                "- " + Sentences.found(hit) + Sentences.at(hit) + ": " + Sentences.counts(hit) + ", last "
                        + seconds(hit.last()) + "  " + told.link());
        hit.line().ifPresent(foreign -> line(text, "  " + foreign));
    }

    private static void field(StringBuilder text, String name, String value) {
        line(text, (name + ":            ").substring(0, 12) + " " + value);
    }

    private static void line(StringBuilder text, String line) {
        text.append(Plain.line(line, VALUE_CHARS_MAX)).append('\n');
    }

    private static String seconds(Instant at) {
        return SECONDS.format(at);
    }
}
