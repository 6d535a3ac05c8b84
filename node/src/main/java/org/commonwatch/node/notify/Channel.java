package org.commonwatch.node.notify;

import java.time.Instant;
import java.util.Optional;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.stix.Tlp;

/**
 * A channel as its owner described it.
 *
 * @param number ours, never used again
 * @param maxTlp the most restrictive marking that goes through it
 * @param withLine whether the first line of a hit is told
 */
record Channel(
        long number,
        String name,
        Target target,
        Interest interest,
        Pace pace,
        Tlp maxTlp,
        boolean withLine,
        boolean paused,
        Instant created,
        Tally tally) {
    /**
     * What it did since it was added.
     *
     * @param sent messages
     * @param told hits in them
     * @param withheld hits that the gate held back
     * @param dropped hits that found no room
     * @param failed messages given up
     * @param failures attempts in a row that failed, up to now
     */
    record Tally(
            long sent,
            long told,
            long withheld,
            long dropped,
            long failed,
            Optional<Instant> success,
            int failures,
            Optional<Failure> failure) {}

    /** The last attempt that failed. */
    record Failure(String code, String message, Instant at) {}

    /** Decides on what leaves through this channel. One for each piece of work, so that a recall counts at once. */
    Gate gate() {
        return new Gate(new Reader("channel " + name, false, false, true, Optional.empty(), maxTlp), Action.NOTIFY);
    }

    boolean isQuiet(Instant now) {
        return pace.quiet().filter(quiet -> quiet.at(now)).isPresent();
    }
}
