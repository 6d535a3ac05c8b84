package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.FollowOutcome.SourceRefusal;

/**
 * Asks the sources in turn until one gives bytes that pass the check. One that gave wrong bytes is put aside; one that had
 * nothing or could not be reached is asked again next time. Safe from many threads.
 */
final class Fetch {
    private final Supplier<List<LogSource>> sources;
    private final Map<String, SourceStanding> standings = new LinkedHashMap<>();

    Fetch(Supplier<List<LogSource>> sources) {
        this.sources = sources;
    }

    /** One thing to ask a source for. */
    @FunctionalInterface
    interface Question {
        Optional<byte[]> ask(LogSource source) throws IOException;
    }

    /** Makes something of the bytes, or says what is wrong with them. */
    @FunctionalInterface
    interface Reading<T> {
        T read(byte[] bytes) throws Refused, Unavailable;
    }

    /** Sources not put aside, in order. */
    List<LogSource> active() {
        List<LogSource> now = sources.get();
        synchronized (standings) {
            standings.keySet().retainAll(now.stream().map(LogSource::name).toList());
            return now.stream()
                    .filter(source -> !standings.containsKey(source.name())
                            || !standings.get(source.name()).putAside())
                    .toList();
        }
    }

    /** A tile or bundle of at most {@code bytesMax} bytes that passes {@code reading}. */
    <T> T resource(String path, int bytesMax, Reading<T> reading) throws Unavailable {
        return first(path, bytesMax, source -> source.resource(path, bytesMax), reading);
    }

    <T> T first(String path, int bytesMax, Question question, Reading<T> reading) throws Unavailable {
        List<SourceRefusal> why = new ArrayList<>();
        for (LogSource source : active()) {
            try {
                return reading.read(bytes(source, path, bytesMax, question));
            } catch (Refused e) {
                why.add(lied(source, path, e.refusal()));
            } catch (Lacking e) {
                why.add(e.refusal);
            }
        }
        throw new Unavailable(path, why);
    }

    /** From this source and no other. */
    byte[] bytes(LogSource source, String path, int bytesMax, Question question) throws Lacking, Refused {
        try {
            byte[] bytes = question.ask(source)
                    .orElseThrow(() -> new Lacking(
                            note(source, path, false, Refusal.of("source-short", "", "The source does not have it."))));
            if (bytes.length > bytesMax) {
                throw Refusal.of("source-long", "", "More than " + bytesMax + " bytes came.", "" + bytes.length)
                        .toException();
            }
            return bytes;
        } catch (IOException e) {
            throw new Lacking(note(
                    source,
                    path,
                    false,
                    Refusal.of(
                            "source-unreachable",
                            "",
                            "The source could not be read.",
                            String.valueOf(e.getMessage()))));
        }
    }

    /** The source has nothing now. */
    static final class Lacking extends Exception {
        private static final long serialVersionUID = 1L;

        final transient SourceRefusal refusal;

        Lacking(SourceRefusal refusal) {
            super(refusal.toString(), null, false, false);
            this.refusal = refusal;
        }
    }

    /** Counts against a source no more than that it had nothing: what it gave may be right, and cannot be judged here. */
    SourceRefusal strange(LogSource source, String path, Refusal why) {
        return note(source, path, false, why);
    }

    /** Puts a source aside. */
    SourceRefusal lied(LogSource source, String path, Refusal why) {
        return note(source, path, true, why);
    }

    private SourceRefusal note(LogSource source, String path, boolean lied, Refusal why) {
        SourceRefusal refusal = new SourceRefusal(source.name(), path, lied, why);
        synchronized (standings) {
            Optional<SourceStanding> before = Optional.ofNullable(standings.get(source.name()));
            boolean aside = lied || before.map(SourceStanding::putAside).orElse(false);
            long count = before.map(SourceStanding::refusals).orElse(0L) + 1;
            standings.put(source.name(), new SourceStanding(source.name(), aside, Optional.of(refusal), count));
        }
        return refusal;
    }

    List<SourceStanding> standings() {
        List<LogSource> now = sources.get();
        synchronized (standings) {
            return now.stream()
                    .map(source -> standings.getOrDefault(
                            source.name(), new SourceStanding(source.name(), false, Optional.empty(), 0)))
                    .toList();
        }
    }
}
