package org.commonwatch.ledger.succession;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.tile.LogReader;

/** Checkpoints of one history, rising from the start of the epoch that ends, each proved to continue the one before. */
public record Chain(List<Link> links) {
    /**
     * @param proof RFC 6962 consistency from the link before; empty for the first and after the empty tree
     */
    public record Link(long size, Digest root, List<Digest> proof) {
        public Link {
            proof = List.copyOf(proof);
        }

        boolean is(Checkpoint checkpoint) {
            return size == checkpoint.size() && root.equals(checkpoint.root());
        }
    }

    /** The start, one link a voter and a final checkpoint. */
    static final int LINKS_MAX = 66;

    /** Hashes of one proof: a tree below 2^63 leaves needs no more. */
    static final int PROOF_HASHES_MAX = 63;

    public Chain {
        links = List.copyOf(links);
    }

    /** Those of {@code points} that lie on the history that {@code branch} reads, proved from its tiles. */
    static Chain along(LogReader branch, Checkpoint start, List<Checkpoint> points) throws Refused {
        TreeMap<Long, Digest> roots = new TreeMap<>();
        for (Checkpoint point : points) {
            boolean here = point.size() > start.size()
                    && point.size() <= branch.size()
                    && branch.rootAt(point.size()).equals(point.root());
            if (here) {
                roots.put(point.size(), point.root());
            }
        }
        if (start.size() > branch.size() || !branch.rootAt(start.size()).equals(start.root())) {
            throw wrong("The history read does not continue the epoch's start.", start.size());
        }
        List<Link> links = new ArrayList<>(List.of(new Link(start.size(), start.root(), List.of())));
        roots.forEach((size, root) -> {
            long from = links.getLast().size();
            links.add(new Link(size, root, from == 0 ? List.of() : branch.consistency(from, size)));
        });
        return new Chain(links);
    }

    /** @throws Refused {@code succession-chain} or what is wrong with a proof */
    void verify(Checkpoint start) throws Refused {
        if (links.isEmpty()
                || !links.getFirst().is(start)
                || !links.getFirst().proof.isEmpty()) {
            throw wrong("The chain begins where the epoch that ends began.", start.size());
        }
        for (int i = 1; i < links.size(); i++) {
            Link from = links.get(i - 1);
            Link to = links.get(i);
            if (to.size <= from.size || (from.size == 0 && !to.proof.isEmpty())) {
                throw wrong("The sizes of a chain rise, and nothing is proved from size zero.", to.size);
            }
            if (from.size > 0) {
                ProofCheck.consistency(from.size, to.size, to.proof, from.root, to.root);
            }
        }
    }

    /** The empty tree is the beginning of every history. */
    boolean holds(Checkpoint checkpoint) {
        return checkpoint.size() == 0 || links.stream().anyMatch(link -> link.is(checkpoint));
    }

    List<Long> sizes() {
        return links.stream().map(Link::size).toList();
    }

    Checkpoint at(String origin, long size) {
        Link link = links.stream().filter(one -> one.size == size).findFirst().orElseThrow();
        return Checkpoint.of(origin, link.size, link.root);
    }

    private static Refused wrong(String message, long size) {
        return Refusal.of("succession-chain", "", message, Long.toString(size)).toException();
    }
}
