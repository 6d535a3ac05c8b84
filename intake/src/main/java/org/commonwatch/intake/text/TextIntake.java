package org.commonwatch.intake.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.claims.Claims;
import org.commonwatch.intake.claims.Details;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.values.Flag;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;

/**
 * Prose becomes the objects its values stand for and one {@code report} that holds the text and names them all. A value on a
 * warning list keeps its observable and indicator, flagged.
 */
public final class TextIntake {
    private static final String FORMAT = "text";
    private static final int TITLE_CHARS_MAX = 120;

    private final Source source;
    private final WarningLists lists;

    public TextIntake(Source source, WarningLists lists) {
        this.source = source;
        this.lists = lists;
    }

    /** Reads text of at most {@link Limits#TEXT_CHARS_MAX} characters; paths are {@code character N} of the first mention. */
    public IntakeSummary read(String text, Consumer<? super Intake> sink) {
        IntakeTally tally = new IntakeTally(sink);
        if (text.length() > Limits.TEXT_CHARS_MAX) {
            tally.rejected(
                    "",
                    Refusal.of(
                            "text-too-long",
                            "",
                            "Text to extract from has at most " + Limits.TEXT_CHARS_MAX + " characters; split it."));
            return tally.summary(FORMAT, false);
        }
        Extraction extraction = TextExtractor.extract(text);
        Map<String, Mention> first = new LinkedHashMap<>();
        for (Mention mention : extraction.mentions()) {
            first.putIfAbsent(
                    mention.value().kind().word() + " " + mention.value().text(), mention);
        }
        Claims claims = new Claims(source);
        Set<String> members = new LinkedHashSet<>();
        List<IndicatorValue> references = new ArrayList<>();
        for (Mention mention : first.values()) {
            List<Flag> flags = new ArrayList<>(mention.value().flags());
            flags.addAll(lists.flags(mention.value()));
            String path = "character " + mention.offset();
            for (Draft draft : claims.of(mention.value(), Details.NONE, true)) {
                members.add(draft.id());
                tally.made(path, draft.json(), Optional.of(mention.original()), flags);
            }
            if (mention.value().kind() == ValueKind.ATTACK_ID || mention.value().kind() == ValueKind.CVE) {
                references.add(mention.value());
            }
        }
        if (members.isEmpty()) {
            tally.rejected(
                    "", Refusal.of("text-without-values", "", "No address, name, hash or id was found in this text."));
        } else {
            tally.made("", report(text, members, references).json(), Optional.empty(), reportFlags(extraction));
        }
        return tally.summary(FORMAT, !extraction.left());
    }

    private static List<Flag> reportFlags(Extraction extraction) {
        List<Flag> flags = new ArrayList<>();
        if (extraction.overlong() > 0) {
            flags.add(Flag.of("overlong-words", extraction.overlong() + " words were too long to be a value."));
        }
        if (extraction.left()) {
            flags.add(Flag.of("too-many-mentions", "The end of the text was not looked at: too many values."));
        }
        return flags;
    }

    private Draft report(String text, Set<String> members, List<IndicatorValue> references) {
        String digest = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
        Draft report = Draft.of("report", Draft.id("report", source.name(), digest), source, source.now())
                .set("name", title(text))
                .set("description", text)
                .set("published", Draft.time(source.now()))
                .set("labels", source.labels())
                .set("object_refs", members);
        return references.isEmpty() ? report : report.set("external_references", Claims.references(references));
    }

    /** The first line with something on it, else the source's name. */
    private String title(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse(source.name());
        if (line.length() <= TITLE_CHARS_MAX) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(TITLE_CHARS_MAX - 1)) ? TITLE_CHARS_MAX - 1 : TITLE_CHARS_MAX;
        return line.substring(0, end) + "…";
    }
}
