package org.commonwatch.matching.window;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.stix.pattern.EqualityTerms;
import org.commonwatch.stix.pattern.Matcher;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.PatternError;

/** How a pattern is matched: every indicator can say so. */
public sealed interface PatternPlan {
    /**
     * By an index of values: the pattern is true exactly when one of them is seen.
     *
     * @param values at least one, canonical ({@code docs/formats/values.md}), each once
     * @param ignored alternatives that no source can make true
     */
    record Indexed(List<Value> values, List<String> ignored) implements PatternPlan {
        public Indexed {
            values = List.copyOf(values);
            ignored = List.copyOf(ignored);
        }
    }

    /** What an index holds. */
    record Value(MatchKind kind, String text) {}

    /** Over a window of observations. */
    record Windowed(Window window) implements PatternPlan {}

    /** Not at all. */
    record NotMatched(Reason reason, String sentence) implements PatternPlan {}

    enum Reason {
        /** Not a STIX pattern: Sigma, YARA, Snort ... */
        LANGUAGE,
        /** No pattern by the rules of STIX. */
        MALFORMED,
        /** It needs something no source of telemetry says. */
        NOT_SEEN,
        /** It needs more than the limits of a window allow. */
        TOO_LARGE
    }

    /** @param language the {@code pattern_type} of the indicator, for example {@code stix} or {@code yara} */
    static PatternPlan of(String language, String text) {
        if (!language.equals("stix")) {
            return new NotMatched(
                    Reason.LANGUAGE, "Patterns of type " + language + " are not run; only STIX patterns are.");
        }
        try {
            return of(Pattern.parse(text));
        } catch (PatternError e) {
            return new NotMatched(Reason.MALFORMED, "This is no STIX pattern: " + e.getMessage() + ".");
        }
    }

    static PatternPlan of(Pattern pattern) {
        EqualityTerms terms = EqualityTerms.of(pattern);
        if (terms.complete() && !terms.terms().isEmpty()) {
            Optional<PatternPlan> indexed = IndexTerms.plan(terms.terms());
            if (indexed.isPresent()) {
                return indexed.get();
            }
        }
        Optional<String> unseen = Satisfiable.missing(pattern.expression());
        if (unseen.isPresent()) {
            return new NotMatched(Reason.NOT_SEEN, "It needs " + unseen.get() + ", which no source sends.");
        }
        Optional<String> excess = Window.excess(pattern);
        if (excess.isPresent()) {
            return new NotMatched(Reason.TOO_LARGE, excess.get());
        }
        try {
            Matcher.of(pattern);
            return new Windowed(Window.of(pattern));
        } catch (Refused e) {
            return new NotMatched(Reason.TOO_LARGE, e.refusal().message());
        }
    }
}
