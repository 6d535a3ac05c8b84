package org.commonwatch.ledger.witness;

import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A mirror's cosigner: what it signs, this node holds, every entry, durably. It gives the promise of C2SP tlog-mirror by an
 * update process of its own (which that text allows): it takes the request of a witness, fetches what it lacks from the
 * log's sources instead of being sent it, and answers when all is on disk.
 *
 * <p>The order: log signature and consistency with what was cosigned before; hold; the log's rules; consistency again,
 * persist, sign. A mirror that also witnesses does so as another cosigner: one name, one key, one folder for each role.
 */
public final class MirrorWitness {
    private final Witness witness;
    private final Function<String, Optional<Holding>> holdings;

    /**
     * @param witness with the mirror's key and folder; nobody else asks it
     * @param holdings who keeps a log's entries, by origin
     */
    public MirrorWitness(Witness witness, Function<String, Optional<Holding>> holdings) {
        this.witness = witness;
        this.holdings = holdings;
    }

    /** Answers one request; takes as long as fetching takes. {@link Verdict.Later} when not everything could be had. */
    public Verdict add(byte[] body) {
        try {
            return add(AddCheckpoint.parse(body));
        } catch (Refused e) {
            return new Verdict.Bad(e.refusal());
        }
    }

    /** As {@link #add(byte[])} for a request that was parsed. */
    public Verdict add(AddCheckpoint request) {
        String origin = request.checkpoint().origin();
        Optional<Holding> holding = holdings.apply(origin);
        if (holding.isEmpty()) {
            return new Verdict.Unknown(Refusal.of("log-unknown", "", "This mirror does not keep the log.", origin));
        }
        return witness.add(request, holding.get());
    }

    public Witness witness() {
        return witness;
    }
}
