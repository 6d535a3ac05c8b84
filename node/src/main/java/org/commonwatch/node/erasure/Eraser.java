package org.commonwatch.node.erasure;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Proportion;
import org.commonwatch.node.spine.Shredder;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.Stopping;

/**
 * Carries out orders to erase, on a thread of its own, and then says so in the log that has the order. What is done is noted
 * in {@code local.db}; besides, at the start every payload that an order names is looked for, so that what a crash left, or a
 * backup brought back, goes.
 */
@ApplicationScoped
class Eraser {
    /** Orders that come together are carried out together: each time {@code index.db} is written anew. */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration LOOK_WHILE_RESTING = Duration.ofMillis(200);

    /** Writing {@code index.db} anew takes at most one part in so many of the time, however many orders members give. */
    private static final int SHRED_SHARE = 2;

    private static final Duration SHRED_REST_MAX = Duration.ofMinutes(1);

    private final Erasures erasures;
    private final Shredder shredder;
    private final Entries entries;
    private final Logs logs;
    private final Spine spine;
    private final SqliteStore local;
    private final Clock clock;
    private final String self;
    private final Caretaker caretaker = new Caretaker("erasing", "carrying out orders to erase", GATHER, this::turn);
    private final Proportion shredding = new Proportion(SHRED_SHARE, SHRED_REST_MAX, Duration.ZERO, System::nanoTime);

    /** Orders before this entry are carried out, by the log's origin. Guarded by {@code this}. */
    private final Map<String, Long> doneBefore = new HashMap<>();

    /** Carried out, and our word is not in the log yet. Owned by the thread. */
    private final Set<Shredder.Applied> owed = new LinkedHashSet<>();

    /** Our word is on its way. Guarded by itself. */
    private final Set<Shredder.Applied> given = new HashSet<>();

    @Inject
    Eraser(
            Erasures erasures,
            Shredder shredder,
            Entries entries,
            Logs logs,
            Spine spine,
            @Local SqliteStore local,
            Clock clock,
            Identity self) {
        this.erasures = erasures;
        this.shredder = shredder;
        this.entries = entries;
        this.logs = logs;
        this.spine = spine;
        this.local = local;
        this.clock = clock;
        this.self = self.name();
        spine.onApplied(log -> caretaker.tell());
    }

    void start(@Observes StartupEvent event) {
        caretaker.start();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        caretaker.close();
    }

    /** Why orders are not carried out, if they are not. */
    Optional<String> fault() {
        return caretaker.fault();
    }

    /** Whether everything final is applied and every order among it carried out. */
    boolean settled() {
        return logs.all().stream()
                .allMatch(log -> entries.applied(log) >= spine.finalSize(log)
                        && erasures.entriesFrom(log, doneBefore(log)).isEmpty());
    }

    /** Whether this node has carried out an order. */
    boolean done(Log log, long order) {
        return local.read(db -> db.number(
                        "SELECT count(*) FROM erasure_done WHERE origin = ? AND entry = ?", log.origin(), order))
                > 0;
    }

    private synchronized long doneBefore(Log log) {
        return doneBefore.getOrDefault(log.origin(), 0L);
    }

    private Duration turn() {
        if (!shredding.isOver()) {
            return LOOK_WHILE_RESTING;
        }
        List<Shredder.Applied> fresh = new ArrayList<>();
        for (Log log : logs.all()) {
            erasures.entriesFrom(log, doneBefore(log)).forEach(entry -> fresh.add(new Shredder.Applied(log, entry)));
        }
        List<Shredder.Applied> due = fresh.stream()
                .filter(order -> !done(order.log(), order.entry()) || shredder.remains(order))
                .toList();
        if (!due.isEmpty()) {
            shredding.take(() -> {
                shredder.shred(due);
                note(due);
            });
        }
        synchronized (this) {
            fresh.forEach(order -> doneBefore.put(order.log().origin(), order.entry() + 1));
        }
        owed.addAll(fresh);
        owed.removeIf(this::settledWord);
        owed.forEach(this::say);
        return IDLE;
    }

    private void note(List<Shredder.Applied> orders) {
        long now = Micros.of(clock.instant());
        local.write(db -> {
            orders.forEach(order -> db.update(
                    "INSERT INTO erasure_done VALUES (?,?,?) ON CONFLICT DO UPDATE SET at = excluded.at",
                    order.log().origin(),
                    order.entry(),
                    now));
            return true;
        });
    }

    /** Whether our word stands in the log, or nobody asks for it; not known while the index tells of the past. */
    private boolean settledWord(Shredder.Applied order) {
        return spine.asOfNow(order.log(), () -> !asked(order) || said(order)).orElse(false);
    }

    private boolean said(Shredder.Applied order) {
        return erasures.receipts(order.log(), order.entry()).stream()
                .anyMatch(receipt -> receipt.member().equals(self));
    }

    /** After a restart our word may be in the outbox still; then it is left alone until the outbox is empty. */
    private void say(Shredder.Applied order) {
        Log log = order.log();
        if (logs.underWay(log) > 0 || spine.asOfNow(log, () -> true).isEmpty()) {
            return;
        }
        synchronized (given) {
            if (!given.add(order)) {
                return;
            }
        }
        var _ = spine.submit(log, ErasedEntry.TYPE, ErasedEntry.VERSION, new Erased(order.entry()).body(), List.of())
                .applied()
                .whenComplete((entry, failure) -> {
                    if (failure != null && !isRefusal(failure)) {
                        synchronized (given) {
                            given.remove(order);
                        }
                    }
                });
    }

    /** What the rules refuse is not said again before the next start; what the log could not take just then is. */
    static boolean isRefusal(Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return isRefusal(wrapped.getCause());
        }
        return switch (failure) {
            case Refused refused ->
                !Sequencer.NOT_NOW.contains(refused.refusal().code());
            case NotAccepted no -> !Sequencer.NOT_NOW.contains(no.refusal().code());
            default -> false;
        };
    }

    /** Who became a member later never had what was erased, and nobody asks it. */
    private boolean asked(Shredder.Applied order) {
        return erasures.asked(order.log(), order.entry()).contains(self);
    }
}
