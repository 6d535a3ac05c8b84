package org.commonwatch.ledger.disclose;

import java.util.List;
import org.commonwatch.kernel.Digest;

/** The entry that commits to the object: its place, its leaf and the proof from there to the checkpoint's root. */
final class DisclosedEntry {
    private final long index;
    private final byte[] leaf;
    private final List<Digest> proof;

    DisclosedEntry(long index, byte[] leaf, List<Digest> proof) {
        this.index = index;
        this.leaf = leaf.clone();
        this.proof = List.copyOf(proof);
    }

    long index() {
        return index;
    }

    byte[] leaf() {
        return leaf.clone();
    }

    List<Digest> proof() {
        return proof;
    }
}
