package org.commonwatch.ledger.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

/** Against a twin that follows the recursive definitions of RFC 6962 section 2.1 word by word. */
class ProofsTest {
    private static final long SEED = 20261122L;
    private static final int SIZE_MAX = 70;

    private static List<Digest> leaves(int size) {
        List<Digest> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(Rfc6962.leafHash(("leaf " + i).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    private static Digest naiveRoot(List<Digest> leaves) {
        if (leaves.isEmpty()) {
            return Digest.of();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = split(leaves.size());
        return Digest.of(
                new byte[] {1},
                naiveRoot(leaves.subList(0, split)).toBytes(),
                naiveRoot(leaves.subList(split, leaves.size())).toBytes());
    }

    private static List<Digest> naivePath(int index, List<Digest> leaves) {
        List<Digest> path = new ArrayList<>();
        if (leaves.size() > 1) {
            int split = split(leaves.size());
            List<Digest> left = leaves.subList(0, split);
            List<Digest> right = leaves.subList(split, leaves.size());
            path.addAll(index < split ? naivePath(index, left) : naivePath(index - split, right));
            path.add(naiveRoot(index < split ? right : left));
        }
        return path;
    }

    private static List<Digest> naiveConsistency(int older, List<Digest> leaves, boolean known) {
        List<Digest> proof = new ArrayList<>();
        if (older == leaves.size()) {
            if (!known) {
                proof.add(naiveRoot(leaves));
            }
            return proof;
        }
        int split = split(leaves.size());
        List<Digest> left = leaves.subList(0, split);
        List<Digest> right = leaves.subList(split, leaves.size());
        if (older <= split) {
            proof.addAll(naiveConsistency(older, left, known));
            proof.add(naiveRoot(right));
        } else {
            proof.addAll(naiveConsistency(older - split, right, false));
            proof.add(naiveRoot(left));
        }
        return proof;
    }

    private static int split(int size) {
        int split = 1;
        while (split * 2 < size) {
            split *= 2;
        }
        return split;
    }

    @Test
    void hashesAsTheRfcsOwnExamples() {
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Rfc6962.EMPTY_ROOT.hex());
        // Roots of the eight-leaf example tree that Certificate Transparency has used since 2013.
        List<String> inputs = List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        List<Digest> leaves = inputs.stream()
                .map(hex -> Rfc6962.leafHash(HexFormat.of().parseHex(hex)))
                .toList();
        assertEquals(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                MerkleTree.of(leaves.subList(0, 1)).root().hex());
        assertEquals(
                "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
                MerkleTree.of(leaves).root().hex());
    }

    @Test
    void rootsAndProofsOfAllSmallTreesAreTheNaiveOnes() throws Refused {
        List<Digest> all = leaves(SIZE_MAX);
        for (int size = 0; size <= SIZE_MAX; size++) {
            List<Digest> leaves = all.subList(0, size);
            MerkleTree tree = MerkleTree.of(leaves);
            Digest root = tree.root();
            assertEquals(naiveRoot(leaves), root);
            for (int index = 0; index < size; index++) {
                List<Digest> proof = tree.inclusion(index);
                assertEquals(naivePath(index, leaves), proof);
                ProofCheck.inclusion(index, size, leaves.get(index), proof, root);
            }
            for (int older = 1; older <= size; older++) {
                List<Digest> proof = Proofs.consistency(tree, older, size);
                assertEquals(naiveConsistency(older, leaves, true), proof);
                ProofCheck.consistency(older, size, proof, naiveRoot(all.subList(0, older)), root);
            }
        }
    }

    @Test
    void subtreeProofsHoldForEverySubtreeOfSmallTrees() throws Refused {
        int size = 37;
        List<Digest> leaves = leaves(size);
        MerkleTree tree = MerkleTree.of(leaves);
        for (int start = 0; start < size; start++) {
            for (int end = start + 1; end <= size; end++) {
                int at = start;
                int to = end;
                int power = 1;
                while (power < end - start) {
                    power *= 2;
                }
                assertEquals(start % power == 0, ProofCheck.isSubtree(start, end));
                if (!ProofCheck.isSubtree(start, end)) {
                    assertThrows(IllegalArgumentException.class, () -> Proofs.subtreeConsistency(tree, at, to, size));
                    continue;
                }
                Digest subtree = naiveRoot(leaves.subList(start, end));
                List<Digest> proof = Proofs.subtreeConsistency(tree, start, end, size);
                ProofCheck.subtreeConsistency(start, end, size, proof, subtree, tree.root());
                for (int index = start; index < end; index++) {
                    List<Digest> path = Proofs.subtreeInclusion(tree, index, start, end);
                    ProofCheck.subtreeInclusion(index, start, end, leaves.get(index), path, subtree);
                }
            }
        }
    }

    @Test
    void anyChangeOfAProofIsRefused() throws Refused {
        Random random = new Random(SEED);
        List<Digest> all = leaves(300);
        for (int round = 0; round < 500; round++) {
            int size = 2 + random.nextInt(299);
            MerkleTree tree = MerkleTree.of(all.subList(0, size));
            int index = random.nextInt(size);
            int older = 1 + random.nextInt(size - 1);
            String what = "seed " + SEED + " round " + round + " size " + size;
            List<Digest> path = changed(random, tree.inclusion(index));
            assertThrows(
                    Refused.class, () -> ProofCheck.inclusion(index, size, all.get(index), path, tree.root()), what);
            List<Digest> consistency = changed(random, Proofs.consistency(tree, older, size));
            Digest olderRoot = naiveRoot(all.subList(0, older));
            assertThrows(
                    Refused.class,
                    () -> ProofCheck.consistency(older, size, consistency, olderRoot, tree.root()),
                    what);
        }
    }

    private static List<Digest> changed(Random random, List<Digest> proof) {
        List<Digest> changed = new ArrayList<>(proof);
        switch (random.nextInt(3)) {
            case 0 -> changed.removeLast();
            case 1 -> changed.add(random.nextInt(changed.size() + 1), changed.getFirst());
            default -> {
                int at = random.nextInt(changed.size());
                byte[] bytes = changed.get(at).toBytes();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                changed.set(at, Digest.fromBytes(bytes));
            }
        }
        return changed;
    }

    @Test
    void impossibleSizesAreRefusedNotComputed() {
        Digest any = Rfc6962.EMPTY_ROOT;
        long[][] impossible = {{0, 0}, {5, 5}, {-1, 3}, {0, Long.MIN_VALUE}, {Long.MAX_VALUE, Long.MAX_VALUE}};
        for (long[] pair : impossible) {
            assertThrows(Refused.class, () -> ProofCheck.inclusion(pair[0], pair[1], any, List.of(), any));
        }
        assertThrows(Refused.class, () -> ProofCheck.consistency(1, Long.MAX_VALUE, List.of(any, any), any, any));
    }
}
