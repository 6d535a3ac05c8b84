package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.FollowOutcome.SourceRefusal;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.proof.ForkFiles;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.Holding;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a log that others order. It believes signatures only: a checkpoint counts when a log key of the policy signed it
 * and, to be final, when the policy's quorum did; entries count when they lead to its root; and every tree must continue
 * the one held before, or the pair of checkpoints is kept as a {@link Fork}.
 *
 * <p>Following is one at a time: callers wait for each other. Readers never wait.
 */
public final class Follower implements Holding {
    /** Checkpoints whose verdict is remembered: the newest from each of some sources. */
    private static final int JUDGEMENTS_MAX = 16;

    /** The code of a checkpoint that no key of the policy signed: it may be right, and cannot be judged. */
    public static final String UNSIGNED = "note-unsigned";

    private final FollowSettings settings;

    /** The same checkpoint comes from every source and again at each look; guarded by itself. */
    private final Map<Digest, Policy.Judged> judgements = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Digest, Policy.Judged> eldest) {
            return size() > JUDGEMENTS_MAX;
        }
    };

    private final Fetch fetch;
    private final ForkFiles evidence;
    private final Held held;
    private final CatchUp catchUp;
    private final Announced announced = new Announced();
    private final LogReader reader;
    private long checked;
    private long voids;

    /** After a fault nobody knows what the writer has on disk; the files tell. */
    private boolean reopen;

    private Follower(FollowSettings settings, Held held, ForkFiles evidence) {
        this.settings = settings;
        this.fetch = new Fetch(settings.sources());
        this.evidence = evidence;
        this.held = held;
        this.catchUp = new CatchUp(settings, fetch, evidence, held, announced);
        this.reader = held.reader();
        this.checked = settings.check().from();
        look();
    }

    /**
     * Opens or creates the log's folder and shows the {@link EntryCheck} what is held.
     *
     * @throws DiskFault when the disk fails
     * @throws org.commonwatch.ledger.tile.LogDamaged when a file is not what was signed
     */
    public static Follower open(FollowSettings settings) {
        try {
            return new Follower(settings, Held.open(settings), new ForkFiles(settings.disk(), settings.directory()));
        } catch (IOException e) {
            throw new DiskFault("opening the log in " + settings.directory(), e);
        }
    }

    /** Reads all that is held; what is served as {@code checkpoint} is the final one. */
    public LogReader reader() {
        return reader;
    }

    /** Accepted and published is what is held. */
    public Finality finality() {
        // In this order: the head never is behind a final size read before it.
        long finalSize = held.finalSize();
        long size = held.head().size();
        return new Finality(size, size, finalSize);
    }

    /** Void entries seen since the opening. */
    public synchronized long voids() {
        return voids;
    }

    public List<SourceStanding> sources() {
        return fetch.standings();
    }

    /** Proofs found so far, oldest name first; each is a file under {@code evidence/}. */
    public List<Fork> forks() {
        return evidence.all();
    }

    /** The payloads of this log's final entries, from the same sources. */
    public PayloadFetch payloads(PayloadStore store) {
        return new PayloadFetch(settings, fetch, reader, () -> finality().finalSize(), store);
    }

    /**
     * Asks every source for its newest checkpoint and follows the largest that is final.
     *
     * @throws DiskFault when the disk fails; nothing is marked that is not whole, call again
     */
    public synchronized FollowOutcome follow() {
        List<Offer> offers = new ArrayList<>();
        List<SourceRefusal> why = new ArrayList<>();
        List<CompletableFuture<Optional<Offer>>> asked = new ArrayList<>();
        fetch.look();
        for (LogSource source : fetch.active()) {
            asked.add(CompletableFuture.supplyAsync(() -> offer(source, why), settings.fetchers()));
        }
        asked.forEach(one -> one.join().ifPresent(offers::add));
        FollowOutcome outcome = offers.isEmpty() ? nothing(why) : follow(offers);
        return isStuck(outcome, why)
                ? Offer.ofHandover(fetch, finality().finalSize(), this::judge)
                        .map(offer -> follow(List.of(offer)))
                        .orElse(outcome)
                : outcome;
    }

    /** By the policy here nothing that is new is final, or can be judged at all: it may have been another's turn long since. */
    private static boolean isStuck(FollowOutcome outcome, List<SourceRefusal> why) {
        boolean moved = outcome instanceof FollowOutcome.Advanced || outcome instanceof FollowOutcome.Forked;
        synchronized (why) {
            return outcome instanceof FollowOutcome.Waiting
                    || (!moved && why.stream().anyMatch(one -> one.why().code().equals(UNSIGNED)));
        }
    }

    private FollowOutcome nothing(List<SourceRefusal> why) {
        synchronized (why) {
            return new FollowOutcome.Incomplete(
                    finality().finalSize(), held.head().size(), why);
        }
    }

    /**
     * Follows a checkpoint that was announced.
     *
     * @param from whoever announced it; put aside when it proves to be a second history
     * @throws Refused what is wrong with it: nothing was done
     */
    public synchronized FollowOutcome follow(byte[] checkpoint, LogSource from) throws Refused {
        return follow(List.of(new Offer(from, judge(checkpoint))));
    }

    /** Where leaves go that came with an announcement; whoever follows or holds a checkpoint next tries them first. */
    public Announced announced() {
        return announced;
    }

    /**
     * Holds what a checkpoint covers that was announced before it had its quorum, so that little is left to do when it has.
     *
     * @return why not, as {@link #hold}
     * @throws Refused what is wrong with it: nothing was done
     */
    public Optional<Refusal> holdAhead(byte[] checkpoint) throws Refused {
        return hold(judge(checkpoint).signed());
    }

    private Optional<Offer> offer(LogSource source, List<SourceRefusal> why) {
        try {
            byte[] note = fetch.bytes(source, "checkpoint", Note.BYTES_MAX, LogSource::checkpoint);
            return Optional.of(new Offer(source, judge(note)));
        } catch (Refused e) {
            // Signed by keys that came while this node was away, perhaps.
            boolean strange = e.refusal().code().equals(UNSIGNED);
            synchronized (why) {
                why.add(
                        strange
                                ? fetch.strange(source, "checkpoint", e.refusal())
                                : fetch.lied(source, "checkpoint", e.refusal()));
            }
        } catch (Fetch.Lacking e) {
            synchronized (why) {
                why.add(e.refusal);
            }
        }
        return Optional.empty();
    }

    private Policy.Judged judge(byte[] note) throws Refused {
        Digest bytes = Digest.of(note);
        synchronized (judgements) {
            Policy.Judged known = judgements.get(bytes);
            if (known != null) {
                return known;
            }
        }
        Policy.Judged judged = open(note);
        synchronized (judgements) {
            judgements.put(bytes, judged);
        }
        return judged;
    }

    private Policy.Judged open(byte[] note) throws Refused {
        Policy.Judged judged = settings.policy().judge(note);
        String origin = judged.signed().checkpoint().origin();
        if (!origin.equals(settings.origin())) {
            throw Refusal.of("checkpoint-origin", "", "The checkpoint is of another log.", origin)
                    .toException();
        }
        return judged;
    }

    /** From the largest down; what is smaller and final is taken when the larger cannot be had. */
    private FollowOutcome follow(List<Offer> offers) {
        long before = finality().finalSize();
        Optional<Fork> forked = Optional.empty();
        Optional<FollowOutcome> waiting = Optional.empty();
        List<SourceRefusal> why = new ArrayList<>();
        boolean lacking = false;
        long wanted = before;
        List<Offer> largestFirst = offers.stream()
                .sorted(Comparator.comparingLong(Offer::size).reversed())
                .toList();
        for (Offer offer : largestFirst) {
            SignedCheckpoint signed = offer.judged().signed();
            boolean further =
                    offer.size() > finality().finalSize() || held.finalHead().isEmpty();
            if (further
                    && !offer.judged().isFinal()
                    && offer.size() > held.head().size()) {
                waiting = waiting.or(() -> Optional.of(
                        new FollowOutcome.Waiting(offer.size(), offer.judged().standing())));
                continue;
            }
            try {
                reach(signed);
                if ((further || isCosignedAnew(signed)) && offer.judged().isFinal()) {
                    disk(() -> held.moveFinal(signed));
                }
            } catch (Unavailable e) {
                // With every source put aside there is nobody left to say why.
                lacking = true;
                wanted = Math.max(wanted, offer.size());
                why.addAll(e.why());
            } catch (CatchUp.Forked e) {
                fetch.parted(offer.from(), "checkpoint", e.refusal);
                forked = forked.or(() -> Optional.of(e.fork));
            }
        }
        long after = finality().finalSize();
        if (forked.isPresent()) {
            return new FollowOutcome.Forked(forked.get());
        }
        if (after > before) {
            return new FollowOutcome.Advanced(before, after);
        }
        if (lacking) {
            return new FollowOutcome.Incomplete(wanted, held.writer().size(), why);
        }
        return waiting.orElseGet(() -> new FollowOutcome.Current(after));
    }

    /**
     * Whether the newest final checkpoint comes again with cosignatures that the policy here asks for, while those that are here
     * are of the policy before: what lies here, and is served, is to be final by the policy in force.
     */
    private boolean isCosignedAnew(SignedCheckpoint signed) {
        Optional<SignedCheckpoint> here = held.finalHead();
        if (here.isEmpty() || here.get().size() != signed.size()) {
            return false;
        }
        try {
            return !judge(here.get().toBytes()).isFinal();
        } catch (Refused ofKeysBefore) {
            return true;
        }
    }

    /** For a mirror's cosigner: holds a checkpoint that its log signed, final or not. */
    @Override
    public synchronized Optional<Refusal> hold(SignedCheckpoint checkpoint) {
        try {
            reach(checkpoint);
            return Optional.empty();
        } catch (Unavailable e) {
            return Optional.of(
                    Refusal.of("log-incomplete", "", "Not all entries could be had.", String.valueOf(e.getMessage())));
        } catch (CatchUp.Forked e) {
            return Optional.of(e.refusal);
        }
    }

    /** Fetches as for {@link #hold}: only the entries tell whether the log or the sender was wrong. */
    @Override
    public synchronized void suspect(SignedCheckpoint checkpoint) {
        try {
            reach(checkpoint);
        } catch (CatchUp.Forked e) {
            // The proof is on disk now.
        } catch (Unavailable e) {
            // Nothing can be told; whoever sent it may prove it properly.
        }
    }

    /**
     * Makes everything held durable as tiles and marks it, which short steps put off; for a moment in which nobody waits.
     *
     * @throws DiskFault when the disk fails; nothing is lost, call again
     */
    public synchronized void settle() {
        try {
            disk(held::settle);
        } catch (Unavailable | CatchUp.Forked e) {
            throw new IllegalStateException("writing asks nobody", e);
        }
    }

    /** A step that changes the disk. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, Unavailable, CatchUp.Forked;
    }

    private void reach(SignedCheckpoint target) throws Unavailable, CatchUp.Forked {
        try {
            step(() -> reachOrFail(target));
        } catch (TargetTree.Missing e) {
            throw e.what;
        }
    }

    private void step(Step step) throws Unavailable, CatchUp.Forked {
        try {
            if (reopen) {
                held.reload();
                reopen = false;
            }
            step.run();
        } catch (IOException e) {
            reopen = true;
            throw new DiskFault("keeping the log in " + settings.directory(), e);
        } catch (DiskFault e) {
            reopen = true;
            throw e;
        }
    }

    /** What only writes. */
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private void disk(Write write) throws Unavailable, CatchUp.Forked {
        step(write::run);
    }

    private void reachOrFail(SignedCheckpoint target) throws IOException, Unavailable, CatchUp.Forked {
        SignedCheckpoint head = held.head();
        if (target.size() <= head.size()) {
            Digest root = reader.rootAt(target.size());
            if (!root.equals(target.root())) {
                catchUp.refuseBeforeStart(head);
                boolean same = target.size() == head.size();
                throw catchUp.forked(new Fork(
                        target.note(),
                        head.note(),
                        same || target.size() == 0
                                ? Optional.empty()
                                : Optional.of(new Fork.Prefix(root, reader.consistency(target.size(), head.size())))));
            }
            return;
        }
        held.moveHead(held.known(target), catchUp.to(target));
        announced.held(target.size());
        look();
    }

    /** Shows what is newly held to the check. */
    private void look() {
        long size = held.head().size();
        if (checked >= size) {
            return;
        }
        try (Stream<Leaf> leaves = reader.entries(checked, size)) {
            leaves.forEach(leaf -> {
                if (settings.check().check(leaf.index(), leaf.bytes()).isPresent()) {
                    voids++;
                }
                checked = leaf.index() + 1;
            });
        }
    }
}
