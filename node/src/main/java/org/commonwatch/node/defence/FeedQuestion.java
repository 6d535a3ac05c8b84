package org.commonwatch.node.defence;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.stix.Tlp;

/**
 * What a feed is asked for.
 *
 * @param kinds at least one, all of which the format can hold
 * @param maxTlp nothing more restrictive, though the reader may see more
 * @param sources that brought the value here; empty for all
 */
record FeedQuestion(FeedFormat format, Set<MatchKind> kinds, Optional<Tlp> maxTlp, Set<String> sources) {
    /** More than any node has; a longer list is a mistake. */
    private static final int SOURCES_MAX = 100;

    FeedQuestion {
        kinds = Set.copyOf(kinds);
        sources = Set.copyOf(sources);
    }

    /**
     * @param kinds words of kinds, each text one or several between commas
     * @throws Refused {@code format-unknown}, {@code kind-unknown}, {@code kind-not-held}, {@code tlp-unknown} or {@code
     *     too-many-sources}
     */
    static FeedQuestion read(String format, List<String> kinds, String maxTlp, List<String> sources) throws Refused {
        FeedFormat known = FeedFormat.named(format)
                .orElseThrow(() -> Refusal.of(
                                "format-unknown",
                                "/format",
                                "Feeds are " + String.join(", ", FeedFormat.words()) + ".",
                                format)
                        .toException());
        if (sources.size() > SOURCES_MAX) {
            throw Refusal.of("too-many-sources", "/source", "At most " + SOURCES_MAX + " sources can be named.")
                    .toException();
        }
        return new FeedQuestion(known, kinds(known, kinds), tlp(maxTlp), Set.copyOf(sources));
    }

    /** The reader with no more sight than was asked for. */
    Reader narrowed(Reader reader) {
        Tlp least = maxTlp.filter(asked -> asked.compareTo(reader.maxTlp()) < 0).orElse(reader.maxTlp());
        return reader.upTo(least);
    }

    /** Equal for questions that ask the same; for as long as the program runs. */
    String text() {
        return format.word() + kinds.stream().sorted().toList()
                + maxTlp.map(Tlp::word).orElse("") + " " + new TreeSet<>(sources);
    }

    private static Set<MatchKind> kinds(FeedFormat format, List<String> texts) throws Refused {
        Set<MatchKind> kinds = EnumSet.noneOf(MatchKind.class);
        for (String text : texts) {
            for (String word : text.split(",", MatchKind.values().length + 1)) {
                kinds.add(kind(format, word.strip()));
            }
        }
        return kinds.isEmpty() ? format.usual() : kinds;
    }

    private static MatchKind kind(FeedFormat format, String word) throws Refused {
        MatchKind kind = MatchKind.ofWord(word)
                .orElseThrow(() -> Refusal.of(
                                "kind-unknown",
                                "/kind",
                                "Kinds are " + words(EnumSet.allOf(MatchKind.class)) + ".",
                                word)
                        .toException());
        if (!format.kinds().contains(kind)) {
            throw Refusal.of(
                            "kind-not-held",
                            "/kind",
                            "The format " + format.word() + " holds " + words(format.kinds()) + " only.",
                            word)
                    .toException();
        }
        return kind;
    }

    private static Optional<Tlp> tlp(String word) throws Refused {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Tlp.parse(word)
                .orElseThrow(() -> Refusal.of(
                                "tlp-unknown",
                                "/max_tlp",
                                "One of clear, green, amber, amber+strict, red is needed.",
                                word)
                        .toException()));
    }

    private static String words(Set<MatchKind> kinds) {
        return String.join(", ", kinds.stream().sorted().map(MatchKind::word).toList());
    }
}
