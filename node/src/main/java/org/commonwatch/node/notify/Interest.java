package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;

/**
 * Which hits a channel wants to hear of; everything that is said must fit.
 *
 * @param kinds of values; empty for all
 * @param confidenceMin 0 for all; otherwise an indicator that states none does not fit
 * @param source of the lines, with {@code *} for any characters; empty for all
 * @param asset likewise
 */
record Interest(Set<String> kinds, int confidenceMin, Verdict verdict, String source, String asset) {
    static final Set<String> PROPERTIES = Set.of("kinds", "min_confidence", "verdict", "source", "asset");

    private static final int CONFIDENCE_MAX = 100;
    private static final Set<String> KINDS = Stream.concat(
                    Arrays.stream(MatchKind.values()).map(MatchKind::word), Stream.of("pattern"))
            .collect(Collectors.toUnmodifiableSet());

    Interest {
        kinds = Set.copyOf(kinds);
    }

    /** What a control made of the lines. */
    enum Verdict {
        ANY,
        /** Something came through, or nothing says that it did not. */
        LET_THROUGH,
        /** All lines of the new hit were blocked. */
        BLOCKED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean fits(Occasion occasion) {
            return switch (this) {
                case ANY -> true;
                case LET_THROUGH -> occasion != Occasion.NEW_BLOCKED;
                case BLOCKED -> occasion == Occasion.NEW_BLOCKED;
            };
        }
    }

    static Interest read(Properties properties) throws Refused {
        Set<String> kinds = Set.copyOf(properties.texts("kinds"));
        if (!KINDS.containsAll(kinds)) {
            throw properties.wrong("kinds", "some of " + new TreeSet<>(KINDS));
        }
        String word = properties.text("verdict", Verdict.ANY.word());
        Verdict verdict = Arrays.stream(Verdict.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> properties.wrong("verdict", "any, let-through or blocked"));
        return new Interest(
                kinds,
                properties.number("min_confidence", 0, 0, CONFIDENCE_MAX),
                verdict,
                properties.text("source", ""),
                properties.text("asset", ""));
    }

    boolean fits(HitNotice hit, Occasion occasion) {
        return verdict.fits(occasion)
                && (kinds.isEmpty() || kinds.contains(hit.kind()))
                && (confidenceMin == 0 || hit.confidence().orElse(-1) >= confidenceMin)
                && fits(source, hit.source())
                && fits(asset, hit.asset());
    }

    private static boolean fits(String wanted, String name) {
        if (wanted.isEmpty()) {
            return true;
        }
        String pattern = Stream.of(wanted.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }

    void write(ObjectNode json) {
        List.copyOf(new TreeSet<>(kinds)).forEach(json.putArray("kinds")::add);
        json.put("min_confidence", confidenceMin)
                .put("verdict", verdict.word())
                .put("source", source)
                .put("asset", asset);
    }

    static Interest kept(JsonNode json) {
        return new Interest(
                StreamSupport.stream(json.path("kinds").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()),
                json.path("min_confidence").asInt(),
                Verdict.valueOf(
                        json.path("verdict").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                json.path("source").asText(),
                json.path("asset").asText());
    }

    /** In words, for the page. */
    String words() {
        Stream<String> parts = Stream.of(
                kinds.isEmpty() ? "every kind of value" : String.join(", ", new TreeSet<>(kinds)),
                confidenceMin == 0 ? "" : "confidence from " + confidenceMin,
                switch (verdict) {
                    case ANY -> "";
                    case LET_THROUGH -> "not blocked";
                    case BLOCKED -> "blocked only";
                },
                source.isEmpty() ? "" : "source " + source,
                asset.isEmpty() ? "" : "asset " + asset);
        return parts.filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }
}
