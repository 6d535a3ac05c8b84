package org.commonwatch.ledger.merkle;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Digest;

/**
 * Makes proofs: RFC 6962 sections 2.1.1 and 2.1.2, and their form for subtrees {@code [start, end)} of
 * draft-ietf-plants-merkle-tree-certs section 4 (start is a multiple of the smallest power of two that is at least end -
 * start). A range's hash is folded from its perfect subtrees, so each costs O(log n) nodes read and a proof O(log² n) at
 * most. Arguments out of range are bugs of the caller: {@link IllegalArgumentException}.
 */
public final class Proofs {
    private Proofs() {}

    /** Root of the first {@code size} leaves. */
    public static Digest root(NodeReader nodes, long size) {
        check(size >= 0, "size", size);
        return size == 0 ? Rfc6962.EMPTY_ROOT : range(nodes, 0, size);
    }

    /** From the leaf's sibling up to the root's child; {@code 0 <= index < size}. */
    public static List<Digest> inclusion(NodeReader nodes, long index, long size) {
        return subtreeInclusion(nodes, index, 0, size);
    }

    /** That leaf {@code index} lies in the subtree {@code [start, end)}. */
    public static List<Digest> subtreeInclusion(NodeReader nodes, long index, long start, long end) {
        check(ProofCheck.isSubtree(start, end), "subtree end", end);
        check(index >= start && index < end, "index", index);
        List<Digest> proof = new ArrayList<>();
        long base = start;
        long size = end - start;
        long at = index - start;
        List<long[]> siblings = new ArrayList<>();
        while (size > 1) {
            long split = split(size);
            if (at < split) {
                siblings.add(new long[] {base + split, base + size});
                size = split;
            } else {
                siblings.add(new long[] {base, base + split});
                base += split;
                at -= split;
                size -= split;
            }
        }
        for (int i = siblings.size() - 1; i >= 0; i--) {
            proof.add(range(nodes, siblings.get(i)[0], siblings.get(i)[1]));
        }
        return List.copyOf(proof);
    }

    /** That the tree of {@code size1} is a prefix of the tree of {@code size2}; {@code 1 <= size1 <= size2}. */
    public static List<Digest> consistency(NodeReader nodes, long size1, long size2) {
        return subtreeConsistency(nodes, 0, size1, size2);
    }

    /** That the subtree {@code [start, end)} is part of the tree of {@code size}. */
    public static List<Digest> subtreeConsistency(NodeReader nodes, long start, long end, long size) {
        check(ProofCheck.isSubtree(start, end), "subtree end", end);
        check(end <= size, "size", size);
        List<Digest> proof = new ArrayList<>();
        subtreeProof(nodes, start, end, 0, size, true, proof);
        return List.copyOf(proof);
    }

    /** SUBTREE_SUBPROOF of the draft, positions relative to {@code base}; at most 63 levels deep. */
    private static void subtreeProof(
            NodeReader nodes, long start, long end, long base, long size, boolean known, List<Digest> proof) {
        if (start == 0 && end == size) {
            if (!known) {
                proof.add(range(nodes, base, base + size));
            }
            return;
        }
        long split = split(size);
        if (end <= split) {
            subtreeProof(nodes, start, end, base, split, known, proof);
            proof.add(range(nodes, base + split, base + size));
        } else if (start >= split) {
            subtreeProof(nodes, start - split, end - split, base + split, size - split, known, proof);
            proof.add(range(nodes, base, base + split));
        } else {
            subtreeProof(nodes, 0, end - split, base + split, size - split, false, proof);
            proof.add(range(nodes, base, base + split));
        }
    }

    /** The tree hash over {@code [from, to)}, where {@code from} is aligned to the range's own largest power of two. */
    private static Digest range(NodeReader nodes, long from, long to) {
        List<Digest> perfect = new ArrayList<>();
        for (long at = from; at < to; ) {
            int level = Long.numberOfTrailingZeros(Long.highestOneBit(to - at));
            perfect.add(nodes.node(level, at >>> level));
            at += 1L << level;
        }
        Rfc6962 hasher = new Rfc6962();
        Digest hash = perfect.getLast();
        for (int i = perfect.size() - 2; i >= 0; i--) {
            hash = hasher.node(perfect.get(i), hash);
        }
        return hash;
    }

    /** The largest power of two smaller than {@code size}; {@code size >= 2}. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    private static void check(boolean holds, String what, long value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " is out of range: " + value);
        }
    }
}
