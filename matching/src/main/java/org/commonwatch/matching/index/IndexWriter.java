package org.commonwatch.matching.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.jspecify.annotations.Nullable;

/**
 * Builds an index file. Records go to disk as they come; what stays in memory is some 40 bytes an entry. One thread adds; keys,
 * hashes and records of large indexes are made beside it on another, in order, a few batches behind at most.
 */
public final class IndexWriter implements AutoCloseable {
    /** One index holds at most so many records: several times what any community has published. */
    public static final int ENTRIES_MAX = 1 << 26;

    /** Indicators handed to the other thread at a time; with fewer there is none. */
    private static final int BATCH = 4096;

    /** Batches that wait at most: some megabytes. */
    private static final int WAITING_MAX = 4;

    private final KeyForm keys = new KeyForm();
    private final RecordSpool spool = new RecordSpool();
    private final IndexParts parts = new IndexParts();
    private final Longs hashes = new Longs();
    private final Longs references = new Longs();
    private final long[] counts = new long[MatchKind.values().length + 1];
    private final ArrayDeque<Future<?>> underWay = new ArrayDeque<>();
    private @Nullable ExecutorService beside;
    private List<Indicator> batch = new ArrayList<>();
    private long added;
    private long sequence;

    /** The number of the last change that this index includes; a live index asks it. 0 unless set. */
    IndexWriter sequence(long sequence) {
        this.sequence = sequence;
        return this;
    }

    /**
     * Adds one; the same kind, value and id twice count once.
     *
     * @throws Refused {@code indicator-malformed} when the value is not of its kind
     * @throws UncheckedIOException when the temporary file cannot be written, for this one or one before it
     */
    public void add(Indicator given) throws Refused {
        addCanonical(CanonicalForm.of(given));
    }

    /** Adds one whose value is known to be canonical, since it comes from an index. */
    void addCanonical(Indicator indicator) {
        if (added++ >= ENTRIES_MAX) {
            throw new IllegalStateException("more than " + ENTRIES_MAX + " indicators in one index");
        }
        batch.add(indicator);
        if (batch.size() == BATCH) {
            handOver();
        }
    }

    private void handOver() {
        if (beside == null) {
            beside = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("index-records").factory());
        }
        if (underWay.size() == WAITING_MAX) {
            await(underWay.remove());
        }
        List<Indicator> full = batch;
        batch = new ArrayList<>(BATCH);
        underWay.add(beside.submit(() -> full.forEach(this::record)));
    }

    private static void await(Future<?> records) {
        try {
            records.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an index was built", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failed -> throw failed;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("making index records failed", e);
            }
        }
    }

    private void record(Indicator indicator) {
        MatchKind kind = indicator.kind();
        byte[] key = keys.key(kind, indicator.value());
        byte[] text = KeyForm.textBeside(indicator, key);
        try {
            int reference = spool.append(kind.code(), indicator.id(), key, text);
            hashes.add(KeyHash.of(kind.code(), key, 0, key.length));
            references.add(reference & 0xffff_ffffL);
            counts[kind.code()]++;
            parts.note(kind, key, keys, reference);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a temporary index record", e);
        }
    }

    /** Writes the file beside its place, syncs it, and moves it there: readers see the old one or the new one. */
    public void write(Path path) throws IOException {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
        batch.forEach(this::record);
        batch = new ArrayList<>();
        long[] table = table();
        parts.placeAliases(table);
        parts.addKeys(hashes);
        new IndexFile(path).write(spool, table, parts, counts, sequence);
    }

    private long[] table() throws IOException {
        int slots = (references.size() + parts.aliases()) / 7 * 10 + 16;
        int[] heads = new int[slots];
        Map<Integer, List<Integer>> repeated = new TreeMap<>();
        for (int entry = 0; entry < references.size(); entry++) {
            int slot = (int) IndexFormat.slot(hashes.get(entry), slots);
            while (heads[slot] != 0 && !isSameKey(heads[slot] - 1, entry)) {
                slot = slot + 1 == slots ? 0 : slot + 1;
            }
            if (heads[slot] == 0) {
                heads[slot] = entry + 1;
            } else {
                repeated.computeIfAbsent(slot, s -> new ArrayList<>()).add(entry);
            }
        }
        for (Map.Entry<Integer, List<Integer>> group : repeated.entrySet()) {
            heads[group.getKey()] = link(heads[group.getKey()] - 1, group.getValue()) + 1;
        }
        long[] table = new long[slots];
        for (int slot = 0; slot < slots; slot++) {
            int entry = heads[slot] - 1;
            table[slot] = entry < 0 ? 0 : hashes.get(entry) << 32 | references.get(entry);
        }
        return table;
    }

    private boolean isSameKey(int one, int other) throws IOException {
        if (hashes.get(one) != hashes.get(other)) {
            return false;
        }
        ByteBuffer a = head(one);
        ByteBuffer b = head(other);
        int keyBytes = a.getShort(2) & 0xffff;
        if (a.get(0) != b.get(0) || keyBytes != (b.getShort(2) & 0xffff)) {
            return false;
        }
        ByteBuffer keyOne = ByteBuffer.allocate(IndexFormat.RECORD_BYTES + keyBytes);
        ByteBuffer keyOther = ByteBuffer.allocate(IndexFormat.RECORD_BYTES + keyBytes);
        spool.read((int) references.get(one), keyOne);
        spool.read((int) references.get(other), keyOther);
        return keyOne.position(IndexFormat.RECORD_BYTES).equals(keyOther.position(IndexFormat.RECORD_BYTES));
    }

    private ByteBuffer head(int entry) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(IndexFormat.RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        spool.read((int) references.get(entry), head);
        return head;
    }

    /** Chains the records of one value by id, each id once; returns the first. */
    private int link(int first, List<Integer> others) throws IOException {
        record Numbered(long id, int entry) {}
        List<Numbered> all = new ArrayList<>();
        all.add(new Numbered(head(first).getLong(8), first));
        for (int other : others) {
            all.add(new Numbered(head(other).getLong(8), other));
        }
        all.sort(Comparator.comparingLong(Numbered::id).thenComparingInt(Numbered::entry));
        int kind = head(first).get(0);
        Numbered last = all.getFirst();
        for (Numbered next : all.subList(1, all.size())) {
            if (next.id == last.id) {
                counts[kind]--;
            } else {
                spool.patch((int) references.get(last.entry), 4, (int) references.get(next.entry));
                last = next;
            }
        }
        return all.getFirst().entry;
    }

    @Override
    public void close() throws IOException {
        if (beside != null) {
            beside.close();
        }
        spool.close();
    }
}
