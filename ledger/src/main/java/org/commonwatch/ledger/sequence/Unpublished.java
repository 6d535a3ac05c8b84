package org.commonwatch.ledger.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.statement.Envelope;

/** What is accepted and in no checkpoint yet, in log order, and everybody who waits for it. One thread. */
final class Unpublished {
    /** An entry on its way into the log. */
    static final class Entry {
        final Envelope envelope;
        private final List<CompletableFuture<Receipt>> futures = new ArrayList<>(1);
        private long index;
        private Optional<Digest> leafHash = Optional.empty();

        Entry(Envelope envelope) {
            this.envelope = envelope;
        }

        void awaitedBy(CompletableFuture<Receipt> future) {
            futures.add(future);
        }

        void fail(Exception reason) {
            futures.forEach(future -> future.completeExceptionally(reason));
        }

        private void answer(long treeSize) {
            Receipt receipt = new Receipt(index, envelope.id(), leafHash.orElseThrow(), treeSize);
            futures.forEach(future -> future.complete(receipt));
        }
    }

    private final Map<Digest, Entry> byStatement = new HashMap<>();
    private final List<Entry> inOrder = new ArrayList<>();

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /** The entry has its place in the log. */
    void add(Entry entry, long index, Digest leafHash) {
        entry.index = index;
        entry.leafHash = Optional.of(leafHash);
        byStatement.put(entry.envelope.id(), entry);
        inOrder.add(entry);
    }

    /** Where the statement stands, when it is one of these. */
    Optional<Long> index(Digest statement) {
        return find(statement).map(entry -> entry.index);
    }

    Optional<Entry> find(Digest statement) {
        return Optional.ofNullable(byStatement.get(statement));
    }

    /**
     * All of it is in a checkpoint now.
     *
     * @param treeSize of the checkpoint
     * @return the answers to give
     */
    Runnable publish(long treeSize) {
        List<Entry> published = List.copyOf(inOrder);
        inOrder.clear();
        byStatement.clear();
        return () -> published.forEach(entry -> entry.answer(treeSize));
    }

    /** Whoever waits is told that the outcome is open; the entries stay. */
    Runnable release(Exception reason) {
        List<CompletableFuture<Receipt>> impatient = new ArrayList<>();
        for (Entry entry : inOrder) {
            impatient.addAll(entry.futures);
            entry.futures.clear();
        }
        return () -> impatient.forEach(future -> future.completeExceptionally(reason));
    }

    /** Nobody will publish it. */
    void abandon(Exception reason) {
        inOrder.forEach(entry -> entry.fail(reason));
        inOrder.clear();
        byStatement.clear();
    }
}
