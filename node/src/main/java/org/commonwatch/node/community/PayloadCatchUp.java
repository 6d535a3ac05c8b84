package org.commonwatch.node.community;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.erase.StandingOrders;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;
import org.jboss.logging.Logger;

/**
 * Fetches the payloads of entries that are here, each checked against what its leaf commits to. An entry is passed when its
 * payload is here, or when every source that was asked says it has none to give: that is for replay to live with, and shown.
 */
final class PayloadCatchUp {
    static final int FILE_BYTES_MAX = PayloadStore.FILE_BYTES_MAX;

    /** Payloads under way at a time: together at most a few megabytes, as payloads usually are. */
    private static final int AT_ONCE_MAX = 4;

    /** Entries asked for in one question. */
    private static final long RUN_ENTRIES_MAX = 1_024;

    private static final int NOT_YET_TRIES_MAX = 100;
    private static final int NOT_YET_PAUSE_MILLIS = 10;

    /** So many tries at one node that says "not yet", a quarter of a second; then it may be behind, and the others are asked too. */
    static final int NOT_YET_TRIES_ALONE = 25;

    /** Nodes asked for many payloads together, one after the other; what none of them gives is asked for one by one. */
    private static final int RUN_SOURCES_MAX = 3;

    /** Payloads remembered as not given, for the count that is shown. */
    private static final int NOT_GIVEN_MAX = 10_000;

    private static final Logger LOG = Logger.getLogger(PayloadCatchUp.class);

    private final PayloadStore store;
    private final Supplier<List<LogSource>> sources;
    private final Executor fetchers;

    private final OrdersAhead ahead = new OrdersAhead();
    private final HeardPayloads heard = new HeardPayloads();

    /** Up to which entry payloads were looked for among those that were heard. Owned by whoever calls {@link #takeHeard}. */
    private long heardTo;

    /** Name of the source that gave something last: it is asked first, since one that is cut off or behind costs time each time. */
    private volatile String gave = "";

    /** Statements whose payload no source gave. */
    private final Set<Digest> notGiven = ConcurrentHashMap.newKeySet();

    PayloadCatchUp(PayloadStore store, Supplier<List<LogSource>> sources, Executor fetchers) {
        this.store = store;
        this.sources = sources;
        this.fetchers = fetchers;
    }

    /** Keeps the payloads that came with an announcement until their entries are verified. */
    void heard(Announcement news) {
        for (int i = 0; i < news.leaves().size(); i++) {
            byte[] leaf = news.leaves().get(i);
            news.payloads().get(i).ifPresent(file -> statement(leaf).ifPresent(id -> heard.put(id, file)));
        }
    }

    private static Optional<Digest> statement(byte[] leaf) {
        try {
            return Optional.of(Envelope.parse(leaf).id());
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }

    /** By one thread at a time: stores payloads that were announced, of entries that are verified and perhaps not final yet. */
    void takeHeard(LogReader reader, long from, long to) {
        if (heard.isEmpty()) {
            return;
        }
        long looked = Math.max(from, heardTo);
        heardTo = to;
        takeHeard(wanted(reader, looked, Math.max(looked, to)));
    }

    private void takeHeard(List<Wanted> all) {
        List<CompletableFuture<Boolean>> taken = new ArrayList<>();
        for (Wanted wanted : all) {
            heard.take(wanted.statement())
                    .filter(file -> !PayloadStore.isPartlyErased(file))
                    .ifPresent(file ->
                            taken.add(CompletableFuture.supplyAsync(() -> accept("news", wanted, file), fetchers)));
        }
        taken.forEach(PayloadCatchUp::join);
    }

    /** A payload that an entry commits to. */
    record Wanted(long entry, Digest statement, PayloadCommitment commitment) {}

    private enum Fetched {
        HERE,
        NOWHERE,
        LATER
    }

    /** Payloads that no source would give, at most {@link #NOT_GIVEN_MAX}; those that an order took are none of them. */
    long missing() {
        return notGiven.stream()
                .filter(statement -> store.state(statement) == PayloadStore.State.ABSENT)
                .count();
    }

    /** The first entry from {@code from} on whose payload is not here, at most {@code to}. Reads the disk only. */
    long heldUpTo(LogReader reader, long from, long to) {
        return wanted(reader, from, to).stream().findFirst().map(Wanted::entry).orElse(to);
    }

    /**
     * Fetches what is missing; returns up to where everything is here, or is nowhere to be had, or is ordered to be erased by an
     * entry further on: sources that are away have nothing to say about that.
     *
     * @param end entries that are final; orders are looked for up to there
     */
    long fetch(LogReader reader, long from, long to, long end) {
        Deque<Wanted> left = new ArrayDeque<>(fetchRuns(missing(reader, from, to), known()));
        while (!left.isEmpty()) {
            List<LogSource> known = known();
            List<Wanted> batch = new ArrayList<>();
            List<CompletableFuture<Fetched>> results = new ArrayList<>();
            while (batch.size() < AT_ONCE_MAX && !left.isEmpty()) {
                Wanted next = left.removeFirst();
                batch.add(next);
                results.add(CompletableFuture.supplyAsync(() -> fetch(next, known, reader, end), fetchers));
            }
            for (int i = 0; i < batch.size(); i++) {
                switch (join(results.get(i))) {
                    case HERE -> {}
                    case NOWHERE -> notGiven(batch.get(i));
                    case LATER -> {
                        if (!ahead.takes(batch.get(i).entry(), reader, end)) {
                            return batch.get(i).entry();
                        }
                    }
                }
            }
        }
        return to;
    }

    /** What was not announced either: an entry may have been verified before its announcement came. */
    private List<Wanted> missing(LogReader reader, long from, long to) {
        List<Wanted> missing = wanted(reader, from, to);
        if (missing.isEmpty() || heard.isEmpty()) {
            return missing;
        }
        takeHeard(missing);
        return missing.stream()
                .filter(each -> store.state(each.statement()) == PayloadStore.State.ABSENT)
                .toList();
    }

    private List<LogSource> known() {
        String first = gave;
        List<LogSource> known = new ArrayList<>(sources.get());
        known.sort(Comparator.comparing(source -> !source.name().equals(first)));
        return known;
    }

    /** A bundle gives its payloads one by one. */
    private List<Wanted> fetchRuns(List<Wanted> missing, List<LogSource> known) {
        List<Wanted> left = missing;
        for (LogSource source : known.subList(0, Math.min(RUN_SOURCES_MAX, known.size()))) {
            if (left.size() <= AT_ONCE_MAX || !(source instanceof PeerSource peer)) {
                break;
            }
            left = fetchRuns(left, peer);
        }
        return left;
    }

    /**
     * Many in one answer, for as long as the node gives some; stored while the next are on their way.
     *
     * @return what is to be asked for one by one
     */
    private List<Wanted> fetchRuns(List<Wanted> missing, PeerSource peer) {
        SortedMap<Long, Wanted> left = new TreeMap<>();
        missing.forEach(wanted -> left.put(wanted.entry(), wanted));
        long next = left.firstKey();
        long end = left.lastKey() + 1;
        CompletableFuture<List<Wanted>> storing = CompletableFuture.completedFuture(List.of());
        try {
            while (next < end) {
                SortedMap<Long, byte[]> run = peer.payloads(next, Math.min(end, next + RUN_ENTRIES_MAX));
                join(storing).forEach(stored -> left.remove(stored.entry()));
                storing = store(run, left, peer.name());
                gave = run.isEmpty() ? gave : peer.name();
                next = run.isEmpty() ? next + RUN_ENTRIES_MAX : run.lastKey() + 1;
            }
        } catch (IOException outOfReach) {
            LOG.debugf("%s gives no payloads together: %s", peer.name(), outOfReach.getMessage());
        }
        join(storing).forEach(stored -> left.remove(stored.entry()));
        return List.copyOf(left.values());
    }

    /** Returns at once; what comes out of it is on disk then. */
    private CompletableFuture<List<Wanted>> store(
            SortedMap<Long, byte[]> run, SortedMap<Long, Wanted> wanted, String source) {
        List<CompletableFuture<Optional<Wanted>>> each = new ArrayList<>();
        run.forEach((entry, file) -> Optional.ofNullable(wanted.get(entry))
                .filter(any -> !PayloadStore.isPartlyErased(file))
                .ifPresent(one -> each.add(CompletableFuture.supplyAsync(
                        () -> accept(source, one, file) ? Optional.of(one) : Optional.empty(), fetchers))));
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        all -> each.stream().flatMap(one -> one.join().stream()).toList());
    }

    /** What an order among the same entries erases is not wanted: the order is heard before the payload. */
    private List<Wanted> wanted(LogReader reader, long from, long to) {
        StandingOrders orders = new StandingOrders();
        return committed(reader, from, to, orders).stream()
                .filter(each -> store.state(each.statement()) == PayloadStore.State.ABSENT)
                .filter(each -> orders.of(each.entry()).stream()
                        .noneMatch(order -> order.target().whole()))
                .toList();
    }

    /** Every payload that entries {@code [from, to)} commit to. */
    static List<Wanted> committed(LogReader reader, long from, long to) {
        return committed(reader, from, to, new StandingOrders());
    }

    private static List<Wanted> committed(LogReader reader, long from, long to, StandingOrders orders) {
        List<Wanted> committed = new ArrayList<>();
        try (var entries = reader.entries(from, to)) {
            entries.forEach(leaf -> committed(leaf, orders).ifPresent(committed::add));
        }
        return committed;
    }

    private static Optional<Wanted> committed(Leaf leaf, StandingOrders orders) {
        try {
            Envelope envelope = Envelope.parse(leaf.bytes());
            orders.add(leaf.index(), envelope.id(), envelope.statement());
            return envelope.statement()
                    .draft()
                    .payload()
                    .map(commitment -> new Wanted(leaf.index(), envelope.id(), commitment));
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }

    private static <T> T join(CompletableFuture<T> one) {
        try {
            return one.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DiskFault fault ? fault : e;
        }
    }

    /** A node that has just announced an entry needs a moment to apply it; only then does it give the payload away. */
    private Fetched fetch(Wanted wanted, List<LogSource> known, LogReader reader, long end) {
        for (int tries = 1; ; tries++) {
            try {
                return fetchOnce(wanted, known, reader, end, tries);
            } catch (PeerSource.NotYet inAMoment) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(NOT_YET_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Fetched fetchOnce(Wanted wanted, List<LogSource> known, LogReader reader, long end, int tries)
            throws PeerSource.NotYet {
        boolean failed = known.isEmpty();
        boolean later = false;
        Optional<byte[]> partly = Optional.empty();
        for (LogSource source : known) {
            try {
                Optional<byte[]> file = source.payload(wanted.statement(), FILE_BYTES_MAX);
                if (file.isPresent() && PayloadStore.isPartlyErased(file.orElseThrow())) {
                    // Whether all of it is to be had elsewhere is seen first; what is erased rightly, an order says.
                    partly = file;
                } else if (file.isPresent()) {
                    if (accept(source.name(), wanted, file.orElseThrow())) {
                        gave = source.name();
                        return Fetched.HERE;
                    }
                    failed = true;
                }
            } catch (PeerSource.NotYet notYet) {
                if (tries < NOT_YET_TRIES_ALONE) {
                    throw notYet;
                }
                later = true;
            } catch (IOException outOfReach) {
                failed = true;
            }
        }
        if (later && tries < NOT_YET_TRIES_MAX && !Thread.currentThread().isInterrupted()) {
            throw new PeerSource.NotYet();
        }
        if (partly.isPresent() && ahead.explains(partly.orElseThrow(), wanted.entry(), reader, end)) {
            return take(wanted, partly.orElseThrow());
        }
        return failed || later ? Fetched.LATER : Fetched.NOWHERE;
    }

    /** Whether the payload is settled: here now, or erased before. */
    private boolean accept(String source, Wanted wanted, byte[] file) {
        try {
            store.accept(wanted.statement(), file, wanted.commitment());
            return true;
        } catch (Refused lie) {
            if (store.state(wanted.statement()) == PayloadStore.State.ERASED) {
                return true;
            }
            LOG.warnf("%s gave another payload than entry %d commits to", source, wanted.entry());
            return false;
        }
    }

    private void notGiven(Wanted wanted) {
        if (notGiven.size() < NOT_GIVEN_MAX) {
            notGiven.add(wanted.statement());
        }
    }

    private Fetched take(Wanted wanted, byte[] partly) {
        try {
            store.accept(wanted.statement(), partly, wanted.commitment());
            return Fetched.HERE;
        } catch (Refused lie) {
            LOG.warnf("what is left of the payload of entry %d is not what it commits to", wanted.entry());
            return Fetched.LATER;
        }
    }
}
