package org.commonwatch.ledger.succession;

import java.util.HashSet;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;

/**
 * A span of a log's life under one set of keys. One that exists was begun by the log's founder or by a {@link Succession}
 * that was verified against the epoch before.
 *
 * @param number from 1
 * @param terms its own; log keys are named like the origin
 * @param start every checkpoint of this epoch continues it; nothing final of earlier epochs lies beyond it
 * @param keys digests of every log and cosigner key used so far, this epoch's included: none is used in a later one
 */
public record Epoch(String origin, long number, Terms terms, Checkpoint start, Set<Digest> keys) {
    public Epoch {
        keys = Set.copyOf(keys);
    }

    /** The founder's. */
    public static Epoch first(String origin, Terms terms) {
        return new Epoch(origin, 1, terms, Checkpoint.of(origin, 0, Rfc6962.EMPTY_ROOT), keys(terms.policy()));
    }

    /**
     * The same epoch after its log has stated another policy: what its cosigners vote under. That the log has, whoever reads
     * its entries knows.
     */
    public Epoch restated(Terms now) {
        Set<Digest> all = new HashSet<>(keys);
        all.addAll(keys(now.policy()));
        return new Epoch(origin, number, now, start, all);
    }

    /** Whether a cosigner's or a log's key was used in this epoch or one before. */
    public boolean used(byte[] key) {
        return keys.contains(Digest.of(key));
    }

    static Set<Digest> keys(Policy policy) {
        Set<Digest> keys = new HashSet<>();
        for (NoteKey key : policy.logKeys()) {
            keys.add(Digest.of(key.key().toBytes()));
        }
        policy.witnesses().forEach(witness -> keys.add(Digest.of(witness.key().toBytes())));
        return keys;
    }
}
