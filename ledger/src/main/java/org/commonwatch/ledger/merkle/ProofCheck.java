package org.commonwatch.ledger.merkle;

import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Checks proofs that others made: RFC 9162 sections 2.1.3.2 and 2.1.4.2 (same trees as RFC 6962) and the subtree forms of
 * draft-ietf-plants-merkle-tree-certs section 4. Total over all inputs; sizes are below 2^63, negative ones are refused.
 * Cost: one or two hashes a proof element, and a proof longer than its tree is high is refused at once.
 *
 * <p>Refusal codes: {@code proof-range} (sizes or index impossible), {@code proof-length}, {@code proof-mismatch}.
 */
public final class ProofCheck {
    private ProofCheck() {}

    public static void inclusion(long index, long size, Digest leafHash, List<Digest> proof, Digest root)
            throws Refused {
        subtreeInclusion(index, 0, size, leafHash, proof, root);
    }

    /** @param root the hash of the subtree {@code [start, end)} */
    public static void subtreeInclusion(
            long index, long start, long end, Digest leafHash, List<Digest> proof, Digest root) throws Refused {
        if (!isSubtree(start, end) || index < start || index >= end) {
            throw range("leaf " + index + " in [" + start + ", " + end + ")");
        }
        long at = index - start;
        long last = end - start - 1;
        Rfc6962 hasher = new Rfc6962();
        Digest hash = leafHash;
        for (Digest sibling : proof) {
            if (last == 0) {
                throw length(proof);
            }
            if ((at & 1) == 1 || at == last) {
                hash = hasher.node(sibling, hash);
                while ((at & 1) == 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hasher.node(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        if (last != 0) {
            throw length(proof);
        }
        if (!hash.equals(root)) {
            throw mismatch("the leaf's path does not lead to the root", hash);
        }
    }

    /** {@code 1 <= size1 <= size2}: nothing can be proved from the empty tree. */
    public static void consistency(long size1, long size2, List<Digest> proof, Digest root1, Digest root2)
            throws Refused {
        if (size1 < 1) {
            throw range("from size " + size1);
        }
        subtreeConsistency(0, size1, size2, proof, root1, root2);
    }

    /**
     * An empty subtree ({@code start == end <= size}) is part of every tree: its proof is empty and its root that of the
     * empty tree.
     *
     * @param subtreeRoot the hash of {@code [start, end)}; {@code root} that of the tree of {@code size} leaves
     */
    public static void subtreeConsistency(
            long start, long end, long size, List<Digest> proof, Digest subtreeRoot, Digest root) throws Refused {
        if (start == end && start >= 0 && end <= size) {
            if (!proof.isEmpty()) {
                throw length(proof);
            }
            if (!subtreeRoot.equals(Rfc6962.EMPTY_ROOT)) {
                throw mismatch("an empty subtree has the empty root", subtreeRoot);
            }
            return;
        }
        if (!isSubtree(start, end) || end > size) {
            throw range("[" + start + ", " + end + ") in " + size);
        }
        long first = start;
        long last = end - 1;
        long tail = size - 1;
        // Climb the levels below the first hash the proof has to name: all of them when both trees end together.
        boolean flush = last == tail;
        while (first != last && (flush || (last & 1) == 1)) {
            first >>= 1;
            last >>= 1;
            tail >>= 1;
        }
        boolean whole = first == last;
        if (!whole && proof.isEmpty()) {
            throw length(proof);
        }
        Digest before = whole ? subtreeRoot : proof.getFirst();
        Digest after = before;
        Rfc6962 hasher = new Rfc6962();
        for (Digest sibling : whole ? proof : proof.subList(1, proof.size())) {
            if (tail == 0) {
                throw length(proof);
            }
            if ((last & 1) == 1 || last == tail) {
                if (first < last) {
                    before = hasher.node(sibling, before);
                }
                after = hasher.node(sibling, after);
                while ((last & 1) == 0) {
                    first >>= 1;
                    last >>= 1;
                    tail >>= 1;
                }
            } else {
                after = hasher.node(after, sibling);
            }
            first >>= 1;
            last >>= 1;
            tail >>= 1;
        }
        if (tail != 0) {
            throw length(proof);
        }
        if (!before.equals(subtreeRoot)) {
            throw mismatch("the proof does not lead to the older root", before);
        }
        if (!after.equals(root)) {
            throw mismatch("the proof does not lead to the newer root", after);
        }
    }

    /** Whether {@code [start, end)} is a subtree of the draft's section 4.1. */
    public static boolean isSubtree(long start, long end) {
        if (start < 0 || end <= start) {
            return false;
        }
        long size = end - start;
        long power = Long.highestOneBit(size);
        return size == power ? start % power == 0 : start == 0 || (power < 1L << 62 && start % (2 * power) == 0);
    }

    private static Refused range(String value) {
        return Refusal.of("proof-range", "", "The sizes or the index of the proof are impossible.", value)
                .toException();
    }

    private static Refused length(List<Digest> proof) {
        return Refusal.of("proof-length", "", "The proof has too many or too few hashes.", proof.size() + " hashes")
                .toException();
    }

    private static Refused mismatch(String message, Digest computed) {
        return Refusal.of("proof-mismatch", "", message, computed.hex()).toException();
    }
}
