package org.commonwatch.ledger.sequence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Envelope;

/** What a batch makes of a log, by the log's entries and the batch alone; see {@link Replica}. */
final class Taking {
    private final String origin;
    private final Heads heads;
    private final Function<Digest, OptionalLong> known;

    /** @param known index of the entry that is this very statement */
    Taking(String origin, Heads heads, Function<Digest, OptionalLong> known) {
        this.origin = origin;
        this.heads = heads;
        this.known = known;
    }

    /** What a node that leads would sign next as the log's time; empty when it is not time yet. */
    static Optional<Envelope> timeEntry(Heads heads, LogSettings settings) {
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        if (!isDue(heads, now)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Envelope.sign(
                    LogTime.draft(settings.origin(), settings.author(), now),
                    heads.next(settings.timeKey().id()),
                    settings.timeKey()));
        } catch (Refused e) {
            throw new IllegalStateException("our own log.time statement is always valid", e);
        }
    }

    /**
     * @param entries that the log grows by
     * @param outcomes one for each statement of the batch
     */
    record Taken(List<Envelope> entries, List<Outcome> outcomes) {}

    /**
     * @param size of the log before
     * @param time states the log's time, put in by the leader; heads what enters, and enters with nothing else
     */
    Taken take(long size, Optional<Envelope> time, List<Envelope> batch) {
        Places places = new Places(heads, known);
        boolean stated =
                time.isPresent() && statesTime(time.get()) && places.decide(time.get()) instanceof Places.Decision.New;
        List<Places.Decision> decisions =
                batch.stream().map(one -> decide(places, one)).toList();
        List<Envelope> entries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (decisions.get(i) instanceof Places.Decision.New) {
                entries.add(batch.get(i));
            }
        }
        if (stated && !entries.isEmpty()) {
            entries.addFirst(time.get());
        }
        Map<Digest, Long> indexes = new HashMap<>();
        entries.forEach(entry -> indexes.put(entry.id(), size + indexes.size()));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(outcome(decisions.get(i), batch.get(i), indexes));
        }
        return new Taken(entries, outcomes);
    }

    private static Outcome outcome(Places.Decision decision, Envelope envelope, Map<Digest, Long> indexes) {
        return switch (decision) {
            case Places.Decision.New any -> new Outcome.Entered(Objects.requireNonNull(indexes.get(envelope.id())));
            case Places.Decision.Repeat any -> new Outcome.Entered(Objects.requireNonNull(indexes.get(envelope.id())));
            case Places.Decision.Known earlier -> new Outcome.Entered(earlier.index());
            case Places.Decision.No no -> new Outcome.Refused(no.why());
        };
    }

    private boolean statesTime(Envelope envelope) {
        Optional<Instant> now = LogTime.of(envelope.statement());
        return now.isPresent() && isForThisLog(envelope) && isDue(heads, now.get());
    }

    /** Whether the log's time may be stated again. */
    static boolean isDue(Heads heads, Instant now) {
        return heads.logTime()
                .map(before -> !now.isBefore(before.plus(OpenLog.LOG_TIME_SPACING)))
                .orElse(true);
    }

    private Places.Decision decide(Places places, Envelope envelope) {
        if (!isForThisLog(envelope)) {
            return new Places.Decision.No(Refusal.of("log-origin", "/origin", "The statement is for another log."));
        }
        if (envelope.statement().draft().type().equals(LogTime.TYPE)) {
            return new Places.Decision.No(
                    Refusal.of("lane-reserved", "/key", "Only the sequencer states the log's time."));
        }
        return places.decide(envelope);
    }

    private boolean isForThisLog(Envelope envelope) {
        return envelope.statement().draft().origin().equals(origin);
    }
}
