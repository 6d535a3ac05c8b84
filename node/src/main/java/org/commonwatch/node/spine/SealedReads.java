package org.commonwatch.node.spine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.PayloadKey;
import org.commonwatch.ledger.seal.SealContext;

/**
 * Single objects of the sealed payloads of one log. Remembers the tables and keys of those read last, in memory only.
 * Guarded by its own lock; the disk is read outside it.
 */
final class SealedReads {
    /** Payloads remembered: each has at most {@code STATEMENT_OBJECTS_MAX} rows, about a megabyte. */
    private static final int REMEMBERED_MAX = 16;

    /** Payloads in clear remembered by name, so that their entries are not read again for every object. */
    private static final int CLEAR_MAX = 4_096;

    private final PayloadStore payloads;
    private final Map<Digest, Boolean> clear = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
            return size() > CLEAR_MAX;
        }
    };

    private final Map<Digest, Opening> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Opening> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    SealedReads(PayloadStore payloads) {
        this.payloads = payloads;
    }

    synchronized void forget(Digest statement) {
        remembered.remove(statement);
    }

    /** A sealed payload and the key that opens its chunks. */
    record Opening(SealedHeader header, PayloadKey key) {}

    /** Where the key of an epoch comes from. */
    @FunctionalInterface
    interface Keys {
        Optional<EpochKey> of(String audience, long epoch);
    }

    /**
     * Empty when the payload is in clear, or cannot be opened.
     *
     * @param context what the statement says of its seal; empty when its payload is in clear
     */
    Optional<Opening> opening(Digest statement, Supplier<Optional<SealContext>> context, Keys keys) {
        synchronized (this) {
            Opening known = remembered.get(statement);
            if (known != null || clear.containsKey(statement)) {
                return Optional.ofNullable(known);
            }
        }
        Optional<SealContext> sealed = context.get();
        if (sealed.isEmpty()) {
            synchronized (this) {
                clear.put(statement, true);
            }
        }
        return sealed.flatMap(stated ->
                keys.of(stated.audience(), stated.epoch()).flatMap(epoch -> opening(statement, stated, epoch)));
    }

    private Optional<Opening> opening(Digest statement, SealContext context, EpochKey epoch) {
        try {
            Optional<SealedHeader> header = payloads.sealedHeader(statement);
            if (header.isEmpty()) {
                return Optional.empty();
            }
            Opening fresh = new Opening(header.orElseThrow(), PayloadKey.unwrap(header.orElseThrow(), context, epoch));
            synchronized (this) {
                remembered.put(statement, fresh);
            }
            return Optional.of(fresh);
        } catch (Refused wrong) {
            // Replay has noted what is wrong; what is not as it was committed to is not read.
            return Optional.empty();
        }
    }

    /** The object whose chunk starts at {@code offset}; empty when it is not here or not what its author committed to. */
    Optional<byte[]> object(Digest statement, Opening opening, long offset) {
        int index = opening.header().at(offset);
        if (index < 0) {
            return Optional.empty();
        }
        Optional<byte[]> chunk =
                payloads.read(statement, offset, opening.header().length(index));
        try {
            return chunk.isEmpty()
                    ? Optional.empty()
                    : Optional.of(opening.key()
                            .open(opening.header(), index, chunk.orElseThrow())
                            .bytes());
        } catch (Refused wrong) {
            return Optional.empty();
        }
    }

    /** The object with its proof, as {@link PayloadStore#disclose} for payloads in clear; empty as for {@link #object}. */
    Optional<Disclosure> disclose(Digest statement, Opening opening, int index) {
        SealedHeader header = opening.header();
        Optional<byte[]> chunk = payloads.read(statement, header.offset(index), header.length(index));
        if (chunk.isEmpty()) {
            return Optional.empty();
        }
        try {
            PayloadKey.Opened opened = opening.key().open(header, index, chunk.orElseThrow());
            List<Digest> proof = MerkleTree.of(header.commitments()).inclusion(index);
            return Optional.of(new Disclosure(index, opened.salt(), opened.bytes(), proof));
        } catch (Refused wrong) {
            return Optional.empty();
        }
    }
}
