package org.commonwatch.ledger.follow;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.tile.Handovers;

/** A checkpoint that a source gave, judged. */
record Offer(LogSource from, Policy.Judged judged) {
    /** Handovers of one source that are looked at in one go: of as many policies before the one that an invitation names. */
    private static final int HANDOVERS_TRIED_MAX = 256;

    long size() {
        return judged.signed().size();
    }

    /** Judges a checkpoint by the policy in force. */
    @FunctionalInterface
    interface Judging {
        Policy.Judged judge(byte[] note) throws Refused;
    }

    /**
     * The next step from policy to policy: the first of the {@link Handovers} beyond a size that the policy in force takes for
     * final. Empty when no source has one.
     */
    static Optional<Offer> ofHandover(Fetch fetch, long beyond, Judging judging) {
        for (LogSource source : fetch.active()) {
            for (long size : sizes(fetch, source, beyond)) {
                Optional<Offer> offer = ofHandover(fetch, source, Handovers.path(size), judging);
                if (offer.isPresent()) {
                    return offer;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Long> sizes(Fetch fetch, LogSource source, long beyond) {
        int bytesMax = Handovers.LIST_BYTES_MAX;
        try {
            byte[] list = fetch.bytes(source, Handovers.LIST, bytesMax, one -> one.resource(Handovers.LIST, bytesMax));
            return Handovers.parse(list).stream()
                    .filter(size -> size > beyond)
                    .limit(HANDOVERS_TRIED_MAX)
                    .toList();
        } catch (Refused e) {
            fetch.lied(source, Handovers.LIST, e.refusal());
            return List.of();
        } catch (Fetch.Lacking e) {
            return List.of();
        }
    }

    /** One that does not fit is of another policy than the one in force, before it or after it. */
    private static Optional<Offer> ofHandover(Fetch fetch, LogSource source, String path, Judging judging) {
        try {
            byte[] note = fetch.bytes(source, path, Note.BYTES_MAX, one -> one.resource(path, Note.BYTES_MAX));
            return Optional.of(new Offer(source, judging.judge(note)))
                    .filter(offer -> offer.judged().isFinal());
        } catch (Refused | Fetch.Lacking e) {
            return Optional.empty();
        }
    }
}
