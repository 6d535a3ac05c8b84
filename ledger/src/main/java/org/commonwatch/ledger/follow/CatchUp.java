package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.follow.FollowOutcome.SourceRefusal;
import org.commonwatch.ledger.merkle.Proofs;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.proof.ForkFiles;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.RightEdge;
import org.commonwatch.ledger.tile.TilePath;

/**
 * The way from what is held to a larger tree.
 *
 * <p>A short step fetches the bundles that are new, puts them through the tree and compares the root: one resource in the
 * common case. When that fails, and for a long way, every tile and bundle is checked by itself against the signed root, so
 * that a wrong one is attributed to its source, the good ones are kept as they come, and another source goes on from there.
 */
final class CatchUp {
    /** Bundles fetched at once: enough to hide a slow line, and at most 134 MB in memory. */
    public static final int PARALLEL_FETCHES_MAX = 8;

    /** A way not longer than this is tried without tiles first. */
    static final int DIRECT_ENTRIES_MAX = 4 * TilePath.WIDTH;

    /** Entries between two marks of progress on a long way: each costs some hundred syncs. */
    static final int PROGRESS_ENTRIES = 256 * TilePath.WIDTH;

    private final FollowSettings settings;
    private final Fetch fetch;
    private final ForkFiles evidence;
    private final Held held;
    private final Announced announced;

    CatchUp(FollowSettings settings, Fetch fetch, ForkFiles evidence, Held held, Announced announced) {
        this.settings = settings;
        this.fetch = fetch;
        this.evidence = evidence;
        this.held = held;
        this.announced = announced;
    }

    /**
     * Brings the writer to the target's tree, verified; nothing is marked as held yet.
     *
     * @return the entries since the head; empty after a longer way
     */
    Optional<List<byte[]>> to(SignedCheckpoint target) throws IOException, Unavailable, Forked {
        needRoom();
        boolean fromHead = held.writer().size() == held.head().size();
        Optional<List<byte[]>> direct = direct(target);
        if (direct.isEmpty()) {
            TargetTree tree = TargetTree.load(fetch, target);
            checkPrefix(tree, target);
            bundles(tree, target);
        }
        return fromHead ? direct : Optional.empty();
    }

    /** Whoever orders a log decides how much there is of it: it must not fill the disk of those who follow. */
    private void needRoom() throws IOException, Unavailable {
        long room = settings.disk().usableBytes(settings.directory());
        if (room < Disk.RESERVE_BYTES) {
            throw new Unavailable(
                    "room for entries",
                    List.of(new SourceRefusal(
                            "this node",
                            "disk",
                            false,
                            Refusal.of(
                                    "disk-full",
                                    "",
                                    "The disk is nearly full; nothing is lost, reading goes on. Make room.",
                                    room + " bytes left"))));
        }
    }

    /** The log contradicts itself. */
    static final class Forked extends Exception {
        private static final long serialVersionUID = 1L;

        final transient Fork fork;
        final transient Refusal refusal;

        Forked(Fork fork) {
            super("forked", null, false, false);
            this.fork = fork;
            this.refusal =
                    Refusal.of("log-forked", "", "The log signed two histories; the proof is kept.", fork.fileName());
        }
    }

    /**
     * Where a log begins with what was final under other keys, nobody signed that with these: another history is then refused
     * and proves nothing.
     */
    void refuseBeforeStart(SignedCheckpoint head) throws Unavailable {
        if (head.note().signatures().isEmpty()) {
            throw new Unavailable(
                    "a tree that continues what was final before, " + head.size() + " entries", List.of());
        }
    }

    /** Keeps the proof; the caller throws. */
    Forked forked(Fork fork) throws IOException {
        evidence.keep(fork);
        return new Forked(fork);
    }

    /** The new entries alone, as announced or all from one source; empty unless they lead to the root. */
    private Optional<List<byte[]>> direct(SignedCheckpoint target) {
        long from = held.writer().size();
        long first = from / TilePath.WIDTH;
        if (target.size() < from || target.size() - first * TilePath.WIDTH > DIRECT_ENTRIES_MAX) {
            return Optional.empty();
        }
        Optional<List<byte[]>> heard = announced.between(from, target.size());
        if (heard.isPresent()) {
            if (append(heard.get(), target)) {
                return heard;
            }
            announced.forget();
        }
        for (LogSource source : fetch.active()) {
            Optional<List<byte[]>> leaves = newLeaves(source, from, target.size());
            if (leaves.isPresent()) {
                // When they do not lead there: who is wrong, the source or the log, only the tiles tell.
                return leaves.filter(entries -> append(entries, target));
            }
        }
        return Optional.empty();
    }

    /** Whether these leaves lead to the signed root; only then the writer has them. */
    private boolean append(List<byte[]> leaves, SignedCheckpoint target) {
        RightEdge edge = held.writer().edge();
        Rfc6962 hasher = new Rfc6962();
        leaves.forEach(leaf -> edge.append(hasher.leaf(leaf), (path, hashes) -> {}));
        if (!edge.root().equals(target.root())) {
            return false;
        }
        leaves.forEach(held.writer()::append);
        return true;
    }

    private Optional<List<byte[]>> newLeaves(LogSource source, long from, long to) {
        List<byte[]> leaves = new ArrayList<>();
        for (long index = from / TilePath.WIDTH; index * TilePath.WIDTH < to; index++) {
            TilePath path = TilePath.inTree(TilePath.ENTRIES, index, to).orElseThrow();
            try {
                byte[] bytes = fetch.bytes(
                        source,
                        path.text(),
                        EntryBundle.BYTES_MAX,
                        one -> one.resource(path.text(), EntryBundle.BYTES_MAX));
                List<byte[]> bundle = EntryBundle.parse(bytes, path.width());
                int known = (int) Math.max(0, from - index * TilePath.WIDTH);
                leaves.addAll(bundle.subList(known, bundle.size()));
            } catch (Refused e) {
                fetch.lied(source, path.text(), e.refusal());
                return Optional.empty();
            } catch (Fetch.Lacking e) {
                return Optional.empty();
            }
        }
        return Optional.of(leaves);
    }

    /** That the target continues what is held. What was only on the way to another checkpoint is given up instead. */
    private void checkPrefix(TargetTree tree, SignedCheckpoint target) throws IOException, Unavailable, Forked {
        SignedCheckpoint head = held.head();
        if (head.size() > 0) {
            Digest root = Proofs.root(tree, head.size());
            if (!root.equals(head.root())) {
                refuseBeforeStart(head);
                throw forked(new Fork(
                        head.note(),
                        target.note(),
                        Optional.of(new Fork.Prefix(root, Proofs.consistency(tree, head.size(), target.size())))));
            }
        }
        long further = held.writer().size();
        if (further > head.size()
                && (further > target.size()
                        || !Proofs.root(tree, further).equals(held.writer().root()))) {
            held.dropProgress();
        }
    }

    /** Bundle by bundle, some ahead of the one that is put through the tree. */
    private void bundles(TargetTree tree, SignedCheckpoint target) throws IOException, Unavailable {
        long from = held.writer().size();
        long next = from / TilePath.WIDTH;
        long end = (target.size() + TilePath.WIDTH - 1) / TilePath.WIDTH;
        int known = (int) (from % TilePath.WIDTH);
        ArrayDeque<CompletableFuture<List<byte[]>>> ahead = new ArrayDeque<>();
        long asked = next;
        try {
            while (next < end) {
                needRoom();
                while (asked < end && ahead.size() < PARALLEL_FETCHES_MAX) {
                    ahead.add(later(tree, asked++));
                }
                List<byte[]> leaves = await(ahead.remove());
                leaves.subList(known, leaves.size()).forEach(held.writer()::append);
                known = 0;
                next++;
                if (next % (PROGRESS_ENTRIES / TilePath.WIDTH) == 0 && next < end) {
                    held.saveProgress();
                }
            }
        } catch (Unavailable e) {
            // What came before is right: it need not be fetched again.
            if (held.writer().size() % TilePath.WIDTH == 0
                    && held.writer().size() > held.head().size()) {
                held.saveProgress();
            }
            throw e;
        }
    }

    private CompletableFuture<List<byte[]>> later(TargetTree tree, long index) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return tree.bundle(index);
                    } catch (Unavailable e) {
                        throw new TargetTree.Missing(e);
                    }
                },
                settings.fetchers());
    }

    private static List<byte[]> await(CompletableFuture<List<byte[]>> bundle) throws Unavailable {
        try {
            return bundle.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TargetTree.Missing missing) {
                throw missing.what;
            }
            throw e;
        }
    }
}
