package org.commonwatch.matching.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Match;
import org.commonwatch.stix.pattern.Observation;

/**
 * Many patterns over one stream of observations, each with a bounded memory of what it may still need. One thread.
 *
 * <p>An observation is shown to the patterns it could concern ({@link Prefilter}); where a comparison is true of it, it is kept
 * for that pattern, and if what is kept could be enough the pattern is asked. The observations of a match leave that
 * pattern's memory: no observation takes part in two matches of one pattern, so a match is told once, and each new
 * observation completes at most one. Times are those of the observations; they may come late by {@code Buffer.LATE_MAX}
 * beyond the pattern's span.
 */
public final class Windows {
    /** Patterns watched at once. */
    public static final int PATTERNS_MAX = 20_000;

    /** Kept for all patterns together, in bytes of JSON; some three times that in memory. */
    public static final long BYTES_MAX = 128L * 1024 * 1024;

    /**
     * A pattern matched.
     *
     * @param pattern the id it was put under
     * @param observations that took part, in the order they came
     */
    public record Found(String pattern, List<Observation> observations) {
        public Found {
            observations = List.copyOf(observations);
        }
    }

    /**
     * What was not done, since the start.
     *
     * @param dropped observations that had to leave a pattern's memory while they might have been needed
     * @param undecided evaluations that were given up as too much work; the older half of that memory went with each
     * @param oversized comparisons not tried on an observation, as too much work
     */
    public record Losses(long dropped, long undecided, long oversized) {}

    private final Map<String, Held> patterns = new LinkedHashMap<>();
    private final Prefilter prefilter = new Prefilter();
    private Instant newest = Instant.EPOCH;
    private long bytes;
    private long dropped;
    private long undecided;
    private long oversized;

    /** Watches a pattern from now on, in place of one with the same id; whether there was room. */
    public boolean put(String id, Window window) {
        Held before = patterns.get(id);
        if (before != null && before.window.pattern().equals(window.pattern())) {
            return true;
        }
        remove(id);
        if (patterns.size() == PATTERNS_MAX) {
            return false;
        }
        Held held = new Held(id, window);
        patterns.put(id, held);
        prefilter.add(held);
        return true;
    }

    public void remove(String id) {
        Held held = patterns.remove(id);
        if (held != null) {
            prefilter.remove(held);
            bytes -= held.buffer.bytes();
        }
    }

    /** How many patterns are watched. */
    public int size() {
        return patterns.size();
    }

    public Losses losses() {
        return new Losses(dropped, undecided, oversized);
    }

    /**
     * Takes one observation in.
     *
     * @param observation with an id that no other has; one seen before changes nothing while it is remembered
     * @param receivedAt when it came: a clock that is ahead makes nothing expire
     * @return the matches it completes, at most one a pattern
     */
    public List<Found> see(Observation observation, Instant receivedAt) {
        Instant time = observation.last().isBefore(receivedAt) ? observation.last() : receivedAt;
        newest = time.isAfter(newest) ? time : newest;
        List<Found> found = new ArrayList<>();
        for (Map.Entry<Held, BitSet> each : prefilter.touched(observation).entrySet()) {
            see(each.getKey(), each.getValue(), observation).ifPresent(found::add);
        }
        return found;
    }

    private Optional<Found> see(Held held, BitSet asked, Observation observation) {
        if (held.buffer.holds(observation.id())) {
            return Optional.empty();
        }
        BitSet satisfied;
        try {
            satisfied = held.satisfied(observation, asked);
        } catch (Refused tooMuchWork) {
            oversized++;
            return Optional.empty();
        }
        if (satisfied.isEmpty()) {
            return Optional.empty();
        }
        if (held.window.isSingle()) {
            return match(held, List.of(observation));
        }
        keep(held, new Buffer.Kept(observation, satisfied, SavedWindows.bytes(observation)));
        return held.couldBeEnough() ? match(held, held.buffer.observations()) : Optional.empty();
    }

    private void keep(Held held, Buffer.Kept kept) {
        bytes -= held.buffer.bytes();
        held.buffer.expire(newest, held.window.span());
        while (bytes + held.buffer.bytes() + kept.bytes() > BYTES_MAX && held.buffer.size() > 0) {
            held.buffer.dropOldest();
            dropped++;
        }
        if (bytes + held.buffer.bytes() + kept.bytes() > BYTES_MAX) {
            dropped++;
        } else {
            dropped += held.buffer.add(kept);
        }
        bytes += held.buffer.bytes();
    }

    private Optional<Found> match(Held held, List<Observation> observations) {
        try {
            Optional<Match> match = held.match(observations);
            return match.map(bound -> {
                List<Observation> took = observations.stream()
                        .filter(each -> bound.ids().contains(each.id()))
                        .toList();
                bytes -= held.buffer.bytes();
                held.buffer.remove(bound.ids());
                bytes += held.buffer.bytes();
                return new Found(held.id, took);
            });
        } catch (Refused tooMuchWork) {
            undecided++;
            bytes -= held.buffer.bytes();
            for (int half = (held.buffer.size() + 1) / 2; half > 0; half--) {
                held.buffer.dropOldest();
                dropped++;
            }
            bytes += held.buffer.bytes();
            return Optional.empty();
        }
    }

    /** What is remembered, for {@link #restore}; {@code docs/formats/windows.md}. */
    public byte[] save() {
        return SavedWindows.write(newest, patterns.values());
    }

    /**
     * Takes back what {@link #save} gave, for the patterns that are watched now; what is remembered of others is left.
     *
     * @return how many patterns had something to remember and are no longer watched
     * @throws Refused {@code windows-state} when the bytes are not such a state; then nothing changed
     */
    public int restore(byte[] state) throws Refused {
        SavedWindows.State saved = SavedWindows.read(state);
        newest = saved.newest().isAfter(newest) ? saved.newest() : newest;
        int gone = 0;
        for (Map.Entry<String, List<Observation>> each : saved.seen().entrySet()) {
            Held held = patterns.get(each.getKey());
            if (held == null) {
                gone++;
                continue;
            }
            BitSet all = new BitSet();
            all.set(0, held.window.comparisons().size());
            for (Observation observation : each.getValue()) {
                restore(held, all, observation);
            }
        }
        return gone;
    }

    private void restore(Held held, BitSet all, Observation observation) {
        try {
            BitSet satisfied = held.satisfied(observation, all);
            if (!satisfied.isEmpty() && !held.buffer.holds(observation.id())) {
                keep(held, new Buffer.Kept(observation, satisfied, SavedWindows.bytes(observation)));
            }
        } catch (Refused tooMuchWork) {
            oversized++;
        }
    }
}
