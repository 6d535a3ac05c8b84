package org.commonwatch.ledger.payload;

import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * One object of a payload, shown to somebody who has only the leaf: the author's signature over the leaf thereby covers
 * the object, and nothing is learned about its neighbours but how many there are.
 */
public final class Disclosure {
    private final int index;
    private final byte[] salt;
    private final byte[] bytes;
    private final List<Digest> proof;

    /**
     * @param index of the object, from 0
     * @param proof from the object's commitment up to the payload's root
     */
    public Disclosure(int index, byte[] salt, byte[] bytes, List<Digest> proof) {
        if (salt.length != Payload.SALT_BYTES) {
            throw new IllegalArgumentException("a salt has 32 bytes, not " + salt.length);
        }
        this.index = index;
        this.salt = salt.clone();
        this.bytes = bytes.clone();
        this.proof = List.copyOf(proof);
    }

    /** @throws Refused {@code proof-range}, {@code proof-length}, {@code proof-mismatch} */
    public void verify(PayloadCommitment commitment) throws Refused {
        Digest leaf = Payload.commitment(Digest.sha256(), salt, 0, bytes, 0, bytes.length);
        ProofCheck.inclusion(index, commitment.count(), leaf, proof, commitment.root());
    }

    public int index() {
        return index;
    }

    public byte[] salt() {
        return salt.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public List<Digest> proof() {
        return proof;
    }
}
