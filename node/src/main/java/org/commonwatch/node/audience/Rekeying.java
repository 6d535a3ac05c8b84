package org.commonwatch.node.audience;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.node.audience.StandingRows.Receiver;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.Submission;
import org.jboss.logging.Logger;

/**
 * What the steward's node does for the community's key: makes the first one, hands it to who was admitted, renews it when
 * somebody left who has it. Each time it looks at what the applied entries say and does what is missing, so that after an
 * interruption or a restart it goes on where it was. On a thread of its own.
 */
@Singleton
public class Rekeying {
    /** Between two looks when nothing happens; what was refused, for a full disk say, is tried again then. */
    private static final int LOOK_SECONDS = 15;

    /** After an entry, so that a busy log is looked at some times a second and not for each of its entries. */
    private static final int LOOK_AFTER_MILLIS = 20;

    private static final Logger LOG = Logger.getLogger(Rekeying.class);

    private final Spine spine;
    private final Logs logs;
    private final SqliteStore index;
    private final Identity self;
    private final Keyring keyring;
    private final Handing handing;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("rekey").unstarted(this::run);

    /** What was submitted and is not applied yet, by number of the log. Owned by the thread. */
    private final Map<Integer, CompletableFuture<Long>> underWay = new HashMap<>();

    @Inject
    Rekeying(Spine spine, Logs logs, @Index SqliteStore index, Identity self, Keyring keyring, Handing handing) {
        this.spine = spine;
        this.logs = logs;
        this.index = index;
        this.self = self;
        this.keyring = keyring;
        this.handing = handing;
    }

    void start(@Observes StartupEvent event) {
        spine.onApplied(this::due);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void due(Log log) {
        if (log.space() == Space.COMMUNITY) {
            news.release();
        }
    }

    private void run() {
        try {
            while (true) {
                for (Log log : logs.all()) {
                    look(log);
                }
                if (news.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                    Thread.sleep(LOOK_AFTER_MILLIS);
                    news.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Log log) {
        try {
            if (log.space() == Space.COMMUNITY && !isUnderWay(log)) {
                next(log)
                        .ifPresent(submission -> underWay.put(
                                log.number(), submission.applied().whenComplete((entry, fault) -> due(log))));
            }
        } catch (Refused refused) {
            LOG.warnf("the key of %s stays as it is: %s", log.name(), refused.refusal());
        } catch (RuntimeException fault) {
            LOG.warn("looking after the key of " + log.name() + " failed and will be tried again", fault);
        }
    }

    private boolean isUnderWay(Log log) {
        CompletableFuture<Long> last = underWay.get(log.number());
        return last != null && !last.isDone();
    }

    /** What the entries say, as far as it matters here: to the steward. */
    private record State(
            Standing.Community community,
            Optional<Standing.Epoch> latest,
            List<Receiver> receivers,
            List<String> holders) {}

    private Optional<State> state(Log log) {
        return index.read(db -> {
            StandingRows rows = new StandingRows(db, log);
            return rows.community()
                    .filter(one -> one.steward().equals(self.name()))
                    .map(community -> {
                        Optional<Standing.Epoch> latest = rows.latest(community.name());
                        return new State(
                                community,
                                latest,
                                rows.receivers().stream()
                                        .filter(handing::reaches)
                                        .toList(),
                                latest.map(epoch -> rows.holders(community.name(), epoch.epoch()))
                                        .orElse(List.of()));
                    });
        });
    }

    private Optional<Submission> next(Log log) throws Refused {
        Optional<State> found = spine.asOfNow(log, () -> state(log)).flatMap(state -> state);
        if (found.isEmpty() || found.orElseThrow().receivers().isEmpty()) {
            return Optional.empty();
        }
        State state = found.orElseThrow();
        String audience = state.community().name();
        Optional<EpochKey> key =
                state.latest().filter(epoch -> !epoch.closed()).flatMap(epoch -> keyring.key(epoch.commitment()));
        if (key.isEmpty()) {
            return Optional.of(handing.renew(log, audience, state.latest(), state.receivers()));
        }
        List<Receiver> without = state.receivers().stream()
                .filter(receiver -> !state.holders().contains(receiver.name()))
                .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(handing.hand(
                        log,
                        audience,
                        state.latest(),
                        state.latest().orElseThrow().epoch(),
                        key.orElseThrow(),
                        without));
    }
}
