package org.commonwatch.matching.window;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.stix.pattern.EqualityTerms;
import org.commonwatch.stix.pattern.Literal;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/** Equalities of patterns as values of an index. The only place here that knows the kinds of module {@code values}. */
final class IndexTerms {
    private static final MatchKind ANY_HOST = MatchKind.IPV4;

    private IndexTerms() {}

    /**
     * The plan of a disjunction of {@code terms}: an index when each alternative that can come true at all is a value of
     * it, or nothing when some need a window.
     */
    static Optional<PatternPlan> plan(List<EqualityTerms.Term> terms) {
        Set<PatternPlan.Value> values = new LinkedHashSet<>();
        List<String> ignored = new ArrayList<>();
        for (EqualityTerms.Term term : terms) {
            List<PatternPlan.Value> found = values(term);
            if (!found.isEmpty()) {
                values.addAll(found);
            } else if (SeenPaths.holds(term.path())) {
                return Optional.empty();
            } else {
                ignored.add(term.path().toString());
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new PatternPlan.Indexed(List.copyOf(values), ignored));
    }

    private static List<PatternPlan.Value> values(EqualityTerms.Term term) {
        if (!(term.value() instanceof Literal.Text(String text))) {
            return List.of();
        }
        String path = SeenPaths.plain(term.path());
        Optional<PatternPlan.Value> value = value(path, text);
        if (value.isEmpty() && path.equals("url:value") && text.indexOf("://") < 0 && text.indexOf('/') > 0) {
            // Published patterns leave the scheme out; what is seen never does.
            return Stream.of("http://", "https://")
                    .flatMap(scheme -> canonical(MatchKind.URL, scheme + text).stream())
                    .toList();
        }
        return value.stream().toList();
    }

    private static Optional<PatternPlan.Value> value(String path, String text) {
        return switch (path) {
            case "domain-name:value" -> canonical(MatchKind.DOMAIN, text);
            case "url:value", "artifact:url" -> canonical(MatchKind.URL, text);
            case "email-addr:value",
                    "email-message:from_ref.value",
                    "email-message:sender_ref.value",
                    "email-message:to_refs.value" -> canonical(MatchKind.EMAIL, text);
            // A scanner finds names with a dot; a path is no name.
            case "file:name" ->
                text.indexOf('.') > 0 && text.indexOf('/') < 0 && text.indexOf('\\') < 0
                        ? canonical(MatchKind.FILENAME, text)
                        : Optional.empty();
            default -> {
                if (path.contains("hashes.")) {
                    yield hash(path.substring(path.lastIndexOf('.') + 1), text);
                }
                boolean host = path.startsWith("ipv4-addr:value")
                        || path.startsWith("ipv6-addr:value")
                        || path.equals("network-traffic:src_ref.value")
                        || path.equals("network-traffic:dst_ref.value")
                        || path.equals("domain-name:resolves_to_refs.value");
                yield host ? canonical(ANY_HOST, text).or(() -> canonical(MatchKind.DOMAIN, text)) : Optional.empty();
            }
        };
    }

    private static Optional<PatternPlan.Value> hash(String algorithm, String text) {
        return switch (algorithm) {
            case "MD5" -> canonical(MatchKind.MD5, text);
            case "SHA-1" -> canonical(MatchKind.SHA1, text);
            case "SHA-256" -> canonical(MatchKind.SHA256, text);
            case "SHA-512" -> canonical(MatchKind.SHA512, text);
            default -> Optional.empty();
        };
    }

    /** The canonical value, or nothing when {@code text} is none of the kind; addresses say by their form which they are. */
    private static Optional<PatternPlan.Value> canonical(MatchKind kind, String text) {
        ValueKind named = ValueKind.named(kind.word()).orElseThrow();
        try {
            String value = Values.parse(named, text).text();
            MatchKind actual = kind != ANY_HOST
                    ? kind
                    : value.indexOf('/') >= 0
                            ? MatchKind.CIDR
                            : value.indexOf(':') >= 0 ? MatchKind.IPV6 : MatchKind.IPV4;
            // File names are compared without regard to case, so that they are one value in any.
            String same = actual == MatchKind.FILENAME ? value.toLowerCase(Locale.ROOT) : value;
            return Optional.of(new PatternPlan.Value(actual, same));
        } catch (Refused e) {
            return Optional.empty();
        }
    }
}
