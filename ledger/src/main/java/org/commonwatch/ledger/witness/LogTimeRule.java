package org.commonwatch.ledger.witness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongFunction;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * Refuses a log whose own time is far from this node's, or ran backwards: rules know no other clock, so a sequencer that
 * sets it sets every deadline. The newest log time must lie between this node's last look at the log and now, give or take
 * {@link #OFF_MAX}: a log that nobody appends to keeps its old time, and a node that was away cannot tell when within its
 * absence an entry came.
 */
public final class LogTimeRule implements CheckpointRule {
    /** How far log time may be from a cosigner's clock. */
    public static final Duration OFF_MAX = Duration.ofMinutes(5);

    private final LongFunction<Optional<Instant>> logTimeAt;
    private final InstantSource clock;

    /** The newest log time cosigned, and when; guarded by {@code this}. */
    private Optional<Look> last = Optional.empty();

    private record Look(Instant logTime, Instant when) {}

    /**
     * @param logTimeAt the newest log time among the first entries, as many as given, which this node holds
     * @param clock this node's own
     */
    public LogTimeRule(LongFunction<Optional<Instant>> logTimeAt, InstantSource clock) {
        this.logTimeAt = logTimeAt;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Refusal> refusal(SignedCheckpoint checkpoint) {
        Optional<Instant> found = logTimeAt.apply(checkpoint.size());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Instant time = found.get();
        Instant now = clock.instant();
        boolean unchanged = last.isPresent() && time.equals(last.get().logTime);
        if (last.isPresent() && time.isBefore(last.get().logTime)) {
            return Optional.of(Refusal.of(
                    "log-time-backwards", "", "The log's time went back from " + last.get().logTime + ".", "" + time));
        }
        boolean ahead = time.isAfter(now.plus(OFF_MAX));
        boolean behind =
                last.isPresent() && !unchanged && time.isBefore(last.get().when.minus(OFF_MAX));
        if (ahead || behind) {
            return Optional.of(Refusal.of(
                    "log-time-off",
                    "",
                    "The log's time is more than " + OFF_MAX.toMinutes() + " minutes from this node's clock.",
                    time.toString()));
        }
        return Optional.empty();
    }

    @Override
    public synchronized void cosigned(SignedCheckpoint checkpoint) {
        logTimeAt.apply(checkpoint.size()).ifPresent(time -> last = Optional.of(new Look(time, clock.instant())));
    }
}
