package org.commonwatch.node.taxii;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.commonwatch.kernel.Limits;
import org.commonwatch.node.sharing.PageQuestion;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.sharing.PageQuestion.Word;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.Timestamps;

/** The query parameters of TAXII 2.1 sections 3.4 and 3.5, read strictly: an unreadable one is an error, not ignored. */
final class Filters {
    /** Values of one match parameter. */
    private static final int VALUES_MAX = 100;

    /** Objects of a page when the client names no limit. */
    private static final int LIMIT_DEFAULT = 1_000;

    private final MultivaluedMap<String, String> parameters;

    Filters(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Whether anything can match: objects are kept as STIX 2.1 only. */
    boolean wantsSpecVersion21() {
        List<String> versions = list("match[spec_version]");
        return versions.isEmpty() || versions.contains("2.1");
    }

    int limit() {
        Optional<String> limit = one("limit");
        if (limit.isEmpty()) {
            return LIMIT_DEFAULT;
        }
        String text = limit.orElseThrow();
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
            throw bad("limit", "a whole number from 1", text);
        }
        return Math.min(Integer.parseInt(text), Limits.PAGE_OBJECTS_MAX);
    }

    PageQuestion question(int log) {
        return question(log, list("match[id]"), versions());
    }

    /** About one object, whose id stands in the path. */
    PageQuestion question(int log, String id, Versions versions) {
        return question(log, List.of(id), versions);
    }

    private PageQuestion question(int log, List<String> ids, Versions versions) {
        long after = one("next").map(PageToken::parse).map(PageToken::key).orElse(-1L);
        return new PageQuestion(log, after, addedAfter(), ids, list("match[type]"), versions);
    }

    Versions versions() {
        List<String> asked = list("match[version]");
        if (asked.isEmpty()) {
            return Versions.LAST;
        }
        Set<Word> words = EnumSet.noneOf(Word.class);
        List<Long> times = new ArrayList<>();
        for (String version : asked) {
            switch (version) {
                case "first" -> words.add(Word.FIRST);
                case "last" -> words.add(Word.LAST);
                case "all" -> words.add(Word.ALL);
                default -> times.add(micros("match[version]", version));
            }
        }
        return new Versions(words, times);
    }

    private OptionalLong addedAfter() {
        Optional<Long> after = one("added_after").map(text -> micros("added_after", text));
        return after.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static long micros(String name, String text) {
        return Timestamps.parse(text)
                .map(Micros::of)
                .orElseThrow(() -> bad(name, "a time like 2026-01-31T12:00:00.000Z", text));
    }

    private Optional<String> one(String name) {
        return Optional.ofNullable(parameters.getFirst(name)).filter(text -> !text.isEmpty());
    }

    private List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (String parameter : parameters.getOrDefault(name, List.of())) {
            for (String value : parameter.split(",")) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
        }
        if (values.size() > VALUES_MAX) {
            throw TaxiiError.of(
                    Response.Status.BAD_REQUEST, "too-many-values", name + " takes at most " + VALUES_MAX + " values.");
        }
        return values;
    }

    private static TaxiiError bad(String name, String expected, String found) {
        String shown = found.length() > Limits.REFUSAL_VALUE_CHARS_MAX
                ? found.substring(0, Limits.REFUSAL_VALUE_CHARS_MAX)
                : found;
        return TaxiiError.of(
                Response.Status.BAD_REQUEST,
                "bad-parameter",
                name + " must be " + expected + ", not \"" + shown + "\".");
    }
}
