package org.commonwatch.node.notify;

import java.time.Instant;
import java.util.Optional;

/**
 * What to make of the notices that wait for a channel. Pure. Once something is held back, everything later is held back too until
 * the digest, so that a channel hears of hits in their order.
 */
final class Pacing {
    private Pacing() {}

    /**
     * @param waiting notices that came since we last looked
     * @param held notices held back for a digest, all older than those waiting
     * @param oldest when the oldest of both came; empty when there are none
     * @param recent single messages sent within the window or still to be sent
     * @param digestUnderWay a digest is still to be sent
     */
    record Situation(int waiting, int held, Optional<Instant> oldest, int recent, boolean digestUnderWay) {}

    /**
     * @param alone of those waiting, oldest first, how many become a message each
     * @param hold how many of the rest are held back
     * @param digest whether everything held and waiting becomes one message now
     */
    record Plan(int alone, int hold, boolean digest) {
        boolean isNothing() {
            return alone == 0 && hold == 0 && !digest;
        }
    }

    static Plan plan(Pace pace, Situation now, Instant at) {
        if (pace.quiet().filter(quiet -> quiet.at(at)).isPresent()) {
            return new Plan(0, now.waiting(), false);
        }
        if (pace.onlyDigests() || now.held() > 0) {
            return isDue(pace, now, at) ? new Plan(0, 0, true) : new Plan(0, now.waiting(), false);
        }
        int room = Math.max(0, pace.messagesMax() - now.recent());
        int alone = Math.min(now.waiting(), room);
        return new Plan(alone, now.waiting() - alone, false);
    }

    /** An interval after the oldest came; at once for what was held because of quiet hours, which are over. */
    private static boolean isDue(Pace pace, Situation now, Instant at) {
        return !now.digestUnderWay()
                && now.oldest()
                        .filter(oldest -> !at.isBefore(oldest.plus(pace.interval()))
                                || pace.quiet()
                                        .filter(quiet -> quiet.at(oldest))
                                        .isPresent())
                        .isPresent();
    }
}
