package org.commonwatch.node.community;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;

/**
 * Brings the payload of a statement to most of the council before the statement asks for its place, so that a payload of an
 * entry that has one survives whatever the entry survives: the node that took it may be gone a moment later. Statements ask
 * in the order in which they came, since each stands on the one before it in its lane.
 *
 * <p>Guarded by {@code this}; answers are given outside, since whoever waits for one may hold a lock of its own while it
 * appends.
 */
final class Spreading implements AutoCloseable {
    /** Appends that wait for payloads. */
    static final int WAITING_MAX = 8_192;

    /** What another member sent is refused for now when its payload did not reach most of the council in this time. */
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** Asks for a place in the log; returns at once. */
    @FunctionalInterface
    interface Asking {
        CompletableFuture<Receipt> append(Envelope envelope);
    }

    private final Asking council;
    private final Predicate<Envelope> own;
    private final Supplier<List<String>> others;
    private final Function<Spreading, Function<String, Courier>> couriers;
    private final Outgoing.Files files;
    private final Map<String, Courier> byMember = new HashMap<>();
    private final Deque<Carried> waiting = new ArrayDeque<>();
    private boolean closing;

    /**
     * @param own whether a statement is of this node's outbox, which would not send it again: it waits until it has its place
     * @param others the other nodes of the council as it is now
     * @param files payload files that are here
     * @param couriers makes the one to a member
     */
    Spreading(
            Asking council,
            Predicate<Envelope> own,
            Supplier<List<String>> others,
            Outgoing.Files files,
            Function<Spreading, Function<String, Courier>> couriers) {
        this.council = council;
        this.own = own;
        this.others = others;
        this.files = files;
        this.couriers = couriers;
    }

    CompletableFuture<Receipt> append(Envelope envelope) {
        Optional<Refusal> refusal = Optional.empty();
        boolean carries = envelope.statement().draft().payload().isPresent()
                && files.of(envelope.id()).isPresent();
        List<String> to = carries ? others.get() : List.of();
        Carried carried = new Carried(envelope);
        synchronized (this) {
            if (closing) {
                return CompletableFuture.failedFuture(stopped());
            }
            if (waiting.size() == WAITING_MAX) {
                refusal = Optional.of(Refusal.of("queue-full", "", "Too many payloads are being brought; try again."));
            } else {
                waiting.add(carried);
                bring(carried, to);
            }
        }
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.orElseThrow().toException());
        }
        ask();
        return carried.answer;
    }

    private void bring(Carried carried, List<String> to) {
        carried.among(to).forEach(member -> courier(member).bring(carried));
    }

    private Courier courier(String member) {
        return byMember.computeIfAbsent(member, couriers.apply(this));
    }

    /** A node has these payloads now. */
    void brought(String member, List<Carried> all) {
        synchronized (this) {
            all.forEach(carried -> carried.heldBy(member));
        }
        ask();
    }

    /** Asks for what stands at the front and is where it must be. */
    private void ask() {
        List<Carried> asked = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && waiting.getFirst().ready()) {
                Carried next = waiting.removeFirst();
                next.settled = true;
                next.asked = Optional.of(council.append(next.envelope));
                asked.add(next);
            }
        }
        for (Carried one : asked) {
            var _ = one.asked.orElseThrow().whenComplete((receipt, failure) -> {
                if (failure == null) {
                    one.answer.complete(receipt);
                } else {
                    one.answer.completeExceptionally(failure);
                }
            });
        }
    }

    /**
     * Gives up what has waited for too long, and what stands on it in its lane, or brings it to who came into the council since;
     * called now and then from outside.
     */
    void expire(long nowNanos) {
        List<Carried> late = new ArrayList<>();
        Set<KeyId> lanes = new HashSet<>();
        List<String> to = others.get();
        synchronized (this) {
            for (Carried one : waiting) {
                boolean old = !one.ready() && nowNanos - one.sinceNanos > WAIT_NANOS_MAX;
                boolean waits = own.test(one.envelope);
                KeyId lane = one.envelope.statement().key();
                if (old && waits) {
                    bring(one, to);
                } else if (old || lanes.contains(lane)) {
                    lanes.add(lane);
                    one.settled = true;
                    late.add(one);
                }
            }
            waiting.removeIf(one -> one.settled);
        }
        late.forEach(one -> one.answer.completeExceptionally(Refusal.of(
                        "log-unavailable", "", "The payload does not reach most of the council now; try again later.")
                .toException()));
        ask();
    }

    /** Why payloads do not arrive; empty while nobody waits for one. */
    synchronized Optional<String> trouble() {
        return waiting.isEmpty()
                ? Optional.empty()
                : byMember.values().stream()
                        .flatMap(courier -> courier.trouble().stream())
                        .findFirst();
    }

    private static DiskFault stopped() {
        return new DiskFault("bringing a payload", new IOException("the log is being closed; it is sent again"));
    }

    @Override
    public void close() {
        List<Carried> left;
        synchronized (this) {
            closing = true;
            left = List.copyOf(waiting);
            waiting.clear();
            byMember.values().forEach(Courier::close);
        }
        left.forEach(one -> {
            one.settled = true;
            one.answer.completeExceptionally(stopped());
        });
    }
}
