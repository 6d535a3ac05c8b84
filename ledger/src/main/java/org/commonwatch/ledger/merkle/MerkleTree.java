package org.commonwatch.ledger.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.kernel.Digest;

/**
 * A whole tree in memory over given leaf hashes: for payloads (at most some thousand leaves), not for logs. Keeps every
 * perfect subtree: 64 bytes a leaf, one node hash a leaf to build, a proof costs O(log n) further hashes. Immutable.
 */
public final class MerkleTree implements NodeReader {
    private final List<byte[]> levels;
    private final int size;

    private MerkleTree(List<byte[]> levels, int size) {
        this.levels = levels;
        this.size = size;
    }

    public static MerkleTree of(List<Digest> leafHashes) {
        byte[] level = new byte[leafHashes.size() * Digest.BYTES];
        for (int i = 0; i < leafHashes.size(); i++) {
            System.arraycopy(leafHashes.get(i).toBytes(), 0, level, i * Digest.BYTES, Digest.BYTES);
        }
        List<byte[]> levels = new ArrayList<>();
        Rfc6962 hasher = new Rfc6962();
        for (int width = leafHashes.size(); width > 0; width /= 2) {
            levels.add(level);
            byte[] above = new byte[width / 2 * Digest.BYTES];
            for (int i = 0; i < width / 2; i++) {
                hasher.node(level, 2 * i * Digest.BYTES, above, i * Digest.BYTES);
            }
            level = above;
        }
        return new MerkleTree(levels, leafHashes.size());
    }

    public int size() {
        return size;
    }

    public Digest root() {
        return Proofs.root(this, size);
    }

    /** The inclusion proof of leaf {@code index} in the whole tree. */
    public List<Digest> inclusion(int index) {
        return Proofs.inclusion(this, index, size);
    }

    @Override
    public Digest node(int level, long index) {
        byte[] hashes = levels.get(level);
        int from = Math.toIntExact(index * Digest.BYTES);
        return Digest.fromBytes(Arrays.copyOfRange(hashes, from, from + Digest.BYTES));
    }
}
