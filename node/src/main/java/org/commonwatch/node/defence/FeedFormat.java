package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;

/** One way of writing values down for a defence. Pure: the same values give the same bytes. */
sealed interface FeedFormat permits Plain, Hosts, Rpz, ZeekIntel, SuricataRules {
    /** As people name it, in addresses and on the command line. */
    String word();

    /** Of a file of it, without the dot. */
    String ending();

    /** Begins a comment line. */
    String comment();

    /** Kinds it can hold. */
    Set<MatchKind> kinds();

    /** Kinds it holds when none are asked for. */
    default Set<MatchKind> usual() {
        return kinds();
    }

    /** Whether this value, of one of the kinds, can be written so that the line says this value and nothing else. */
    boolean fits(ActiveValue value);

    /**
     * @param values that fit, each once, sorted
     * @param second when this content was first made, since 1970; rises whenever it changes
     */
    void write(List<ActiveValue> values, long second, Appendable out) throws IOException;

    static List<FeedFormat> all() {
        return List.of(new Plain(), new Hosts(), new Rpz(), new ZeekIntel(), new SuricataRules());
    }

    static Optional<FeedFormat> named(String word) {
        return all().stream()
                .filter(format -> format.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** All words, for sentences. */
    static List<String> words() {
        return all().stream().map(FeedFormat::word).toList();
    }
}
