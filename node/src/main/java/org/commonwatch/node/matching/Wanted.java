package org.commonwatch.node.matching;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.window.PatternPlan;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.StixObject;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/** What an object asks to be looked for, and how that is done. A pure function of the object. */
sealed interface Wanted {
    /** As stored in {@code detection.how}. */
    int code();

    /** Any of these values, by the index. */
    record ByIndex(List<Value> values) implements Wanted {
        /** Values one pattern may bring into the index; a longer list belongs into a feed of its own. */
        static final int VALUES_MAX = 10_000;

        static final int CODE = 1;

        public ByIndex {
            values = List.copyOf(values);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** A pattern over windows of observations. */
    record ByWindow() implements Wanted {
        static final int CODE = 2;

        @Override
        public int code() {
            return CODE;
        }
    }

    /** Not at all. */
    record NotAtAll(Category category, String reason) implements Wanted {
        static final int CODE = 3;

        /** Of a reason; some name what came from outside. */
        private static final int REASON_CHARS_MAX = 300;

        public NotAtAll {
            reason = reason.length() > REASON_CHARS_MAX ? reason.substring(0, REASON_CHARS_MAX) : reason;
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /** Why something cannot be found in lines at all: the word of {@code detection.category}. */
    enum Category {
        LANGUAGE,
        MALFORMED,
        NOT_SEEN,
        TOO_LARGE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @param value in the canonical form of its kind */
    record Value(MatchKind kind, String value) {}

    /** Values of observed data, whose observables came beside it. */
    static Wanted seen(StixObject observedData, Map<String, StixObject> observables) {
        Set<Value> values = new LinkedHashSet<>();
        for (String id : observedData.texts("object_refs")) {
            StixObject observable = observables.get(id);
            if (observable != null) {
                values.addAll(observed(observable));
            }
        }
        return bounded(List.copyOf(values));
    }

    private static Wanted bounded(List<Value> values) {
        if (values.isEmpty()) {
            return new NotAtAll(Category.NOT_SEEN, "Nothing in it can be looked for in lines.");
        }
        return values.size() > ByIndex.VALUES_MAX
                ? new NotAtAll(Category.TOO_LARGE, "It lists more than " + ByIndex.VALUES_MAX + " values.")
                : new ByIndex(values);
    }

    /** What an indicator's pattern asks for. */
    static Wanted of(StixObject indicator) {
        return switch (plan(indicator)) {
            case PatternPlan.Indexed indexed ->
                bounded(indexed.values().stream()
                        .map(value -> new Value(value.kind(), value.text()))
                        .toList());
            case PatternPlan.Windowed windowed -> new ByWindow();
            case PatternPlan.NotMatched not -> new NotAtAll(category(not.reason()), not.sentence());
        };
    }

    /** How the pattern of an indicator is matched. */
    static PatternPlan plan(StixObject indicator) {
        return PatternPlan.of(
                indicator.text("pattern_type").orElse("stix"),
                indicator.text("pattern").orElse(""));
    }

    private static Category category(PatternPlan.Reason reason) {
        return switch (reason) {
            case LANGUAGE -> Category.LANGUAGE;
            case MALFORMED -> Category.MALFORMED;
            case NOT_SEEN -> Category.NOT_SEEN;
            case TOO_LARGE -> Category.TOO_LARGE;
        };
    }

    /** What an observable is looked for by; empty when nothing can find it in lines. */
    static List<Value> observed(StixObject observable) {
        return values(IndicatorValues.of(observable));
    }

    private static List<Value> values(List<IndicatorValue> found) {
        Set<Value> values = new LinkedHashSet<>();
        for (IndicatorValue value : found) {
            value(value).ifPresent(values::add);
        }
        return new ArrayList<>(values);
    }

    private static Optional<Value> value(IndicatorValue value) {
        try {
            IndicatorValue read = Values.parse(value.kind(), value.text());
            return kind(read.kind()).map(match -> new Value(match, read.text()));
        } catch (Refused carriedOnly) {
            return Optional.empty();
        }
    }

    private static Optional<MatchKind> kind(ValueKind kind) {
        return switch (kind) {
            case IPV4 -> Optional.of(MatchKind.IPV4);
            case IPV6 -> Optional.of(MatchKind.IPV6);
            case CIDR -> Optional.of(MatchKind.CIDR);
            case DOMAIN -> Optional.of(MatchKind.DOMAIN);
            case URL -> Optional.of(MatchKind.URL);
            case EMAIL -> Optional.of(MatchKind.EMAIL);
            case MD5 -> Optional.of(MatchKind.MD5);
            case SHA1 -> Optional.of(MatchKind.SHA1);
            case SHA256 -> Optional.of(MatchKind.SHA256);
            case SHA512 -> Optional.of(MatchKind.SHA512);
            case FILENAME -> Optional.of(MatchKind.FILENAME);
            case SSDEEP, TLSH, MAC, ASN, MUTEX, REGISTRY_KEY, USER_AGENT, CVE, ATTACK_ID -> Optional.empty();
        };
    }
}
