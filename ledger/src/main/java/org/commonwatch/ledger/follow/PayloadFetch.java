package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;

/**
 * Brings the payloads of final entries from the log's sources: each is checked against what its leaf commits to before it is
 * stored, and a source that sent other bytes is put aside. What no source gives stays pending and is asked for again; replay
 * does not wait for it. One caller at a time.
 *
 * <p>Resumable: {@code state/payloads} names the first entry whose payload may be missing; it only ever saves work.
 */
public final class PayloadFetch {
    /** Payloads on the way at once: at most 34 MB each. */
    static final int PARALLEL_MAX = 4;

    /** Payloads remembered as pending; entries beyond are looked at when there is room again. */
    static final int PENDING_MAX = 100_000;

    private final FollowSettings settings;
    private final Fetch fetch;
    private final LogReader reader;
    private final LongSupplier finalSize;
    private final PayloadStore store;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private long looked;
    private long saved;

    /**
     * A payload that is wanted.
     *
     * @param index of its entry
     * @param statementId its name
     * @param commitment what its leaf says of it
     */
    public record Pending(long index, Digest statementId, PayloadCommitment commitment) {}

    /**
     * What one round brought.
     *
     * @param fetched stored and durable now
     * @param missing asked for, and no source gave it
     */
    public record Round(int fetched, List<Pending> missing) {
        public Round {
            missing = List.copyOf(missing);
        }
    }

    PayloadFetch(FollowSettings settings, Fetch fetch, LogReader reader, LongSupplier finalSize, PayloadStore store) {
        this.settings = settings;
        this.fetch = fetch;
        this.reader = reader;
        this.finalSize = finalSize;
        this.store = store;
        this.looked = readMark();
        this.saved = looked;
    }

    /** Payloads of final entries that are not here, in log order, sealed ones among them: ciphertext is checked like anything else. */
    public synchronized List<Pending> pending() {
        lookFurther();
        return List.copyOf(pending.values());
    }

    /**
     * Fetches up to {@code max} pending payloads, the oldest first.
     *
     * @throws DiskFault when the disk fails; call again
     */
    public synchronized Round fetch(int max) {
        lookFurther();
        List<Pending> wanted = pending.values().stream().limit(max).toList();
        ArrayDeque<Map.Entry<Pending, CompletableFuture<Boolean>>> ahead = new ArrayDeque<>();
        List<Pending> missing = new ArrayList<>();
        int fetched = 0;
        int asked = 0;
        for (int done = 0; done < wanted.size(); done++) {
            while (asked < wanted.size() && ahead.size() < PARALLEL_MAX) {
                Pending one = wanted.get(asked++);
                ahead.add(Map.entry(one, CompletableFuture.supplyAsync(() -> bring(one), settings.fetchers())));
            }
            Map.Entry<Pending, CompletableFuture<Boolean>> next = ahead.remove();
            if (join(next.getValue())) {
                pending.remove(next.getKey().index());
                fetched++;
            } else {
                missing.add(next.getKey());
            }
        }
        saveMark();
        return new Round(fetched, missing);
    }

    private static boolean join(CompletableFuture<Boolean> one) {
        try {
            return one.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof DiskFault fault ? fault : e;
        }
    }

    private boolean bring(Pending wanted) {
        if (store.state(wanted.statementId()) != PayloadStore.State.ABSENT) {
            return true;
        }
        String path = PayloadStore.path(wanted.statementId());
        try {
            fetch.first(
                    path,
                    PayloadStore.FILE_BYTES_MAX,
                    source -> source.payload(wanted.statementId(), PayloadStore.FILE_BYTES_MAX),
                    bytes -> {
                        store.accept(wanted.statementId(), bytes, wanted.commitment());
                        return bytes;
                    });
            return true;
        } catch (Unavailable e) {
            return false;
        }
    }

    private void lookFurther() {
        long end = finalSize.getAsLong();
        if (looked >= end || pending.size() >= PENDING_MAX) {
            return;
        }
        try (Stream<Leaf> leaves = reader.entries(looked, end)) {
            leaves.takeWhile(leaf -> pending.size() < PENDING_MAX).forEach(leaf -> {
                look(leaf).ifPresent(one -> pending.put(one.index(), one));
                looked = leaf.index() + 1;
            });
        }
    }

    private Optional<Pending> look(Leaf leaf) {
        try {
            Envelope envelope = Envelope.parse(leaf.bytes());
            return envelope.statement()
                    .draft()
                    .payload()
                    .filter(commitment -> store.state(envelope.id()) == PayloadStore.State.ABSENT)
                    .map(commitment -> new Pending(leaf.index(), envelope.id(), commitment));
        } catch (Refused e) {
            // No statement: it is void and commits to nothing.
            return Optional.empty();
        }
    }

    private Path file() {
        return settings.directory().resolve("state/payloads");
    }

    private void saveMark() {
        long mark = pending.isEmpty() ? looked : pending.firstKey();
        if (mark == saved) {
            return;
        }
        try {
            settings.disk().replace(file(), (mark + "\n").getBytes(StandardCharsets.US_ASCII));
            saved = mark;
        } catch (IOException e) {
            throw new DiskFault("writing " + file(), e);
        }
    }

    /** Anything but a number of entries that are here starts over. */
    private long readMark() {
        Disk disk = settings.disk();
        try {
            if (!disk.exists(file())) {
                return 0;
            }
            String text = new String(disk.readAll(file(), 64), StandardCharsets.US_ASCII).strip();
            boolean number = text.matches("[0-9]{1,18}");
            long mark = number ? Long.parseLong(text) : 0;
            return mark <= finalSize.getAsLong() ? mark : 0;
        } catch (IOException e) {
            throw new DiskFault("reading " + file(), e);
        }
    }
}
