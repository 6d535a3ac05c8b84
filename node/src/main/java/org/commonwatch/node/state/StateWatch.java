package org.commonwatch.node.state;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.commonwatch.node.council.RunningCouncil;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.StateRoot;
import org.commonwatch.node.spine.StateRoots;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.StoreFault;
import org.jboss.logging.Logger;

/**
 * Speaks for this node: the one that orders a community's log, or leads the council that does, states every root it comes to,
 * any other only the first that it does not agree with.
 */
@ApplicationScoped
class StateWatch {
    /** A look costs two small queries a community; a difference that is minutes old is no news. */
    private static final Duration REST = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(StateWatch.class);

    private final Spine spine;
    private final Logs logs;
    private final States states;
    private final StateRoots roots;
    private final RunningCouncil council;
    private final Identity self;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("state-watch").unstarted(this::run);
    private volatile boolean closing;

    @Inject
    StateWatch(Spine spine, Logs logs, States states, StateRoots roots, RunningCouncil council, Identity self) {
        this.spine = spine;
        this.logs = logs;
        this.states = states;
        this.roots = roots;
        this.council = council;
        this.self = self;
    }

    void start(@Observes StartupEvent start) {
        spine.onApplied(log -> {
            if (log.space() == Space.COMMUNITY) {
                news.release();
            }
        });
        news.release();
        thread.start();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        closing = true;
        news.release();
    }

    private void run() {
        try {
            while (!closing) {
                news.acquire();
                Thread.sleep(REST);
                news.drainPermits();
                List<Log> communities = logs.all().stream()
                        .filter(log -> log.space() == Space.COMMUNITY)
                        .toList();
                for (Log log : closing ? List.<Log>of() : communities) {
                    look(log);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look(Log log) {
        try {
            Optional<StateRoot> due = orders(log)
                    ? roots.newest(log)
                    : states.difference(log).flatMap(difference -> roots.at(log, difference.size()));
            if (due.isPresent() && !states.claimed(log, due.orElseThrow().size(), self.name())) {
                state(log, due.orElseThrow());
            }
        } catch (StoreFault | UncheckedIOException fault) {
            // The next growth of the log is the next try.
            LOG.warnf("the state of %s could not be compared: %s", log.name(), fault.getMessage());
        } catch (NotAccepted refused) {
            LOG.warnf("the state of %s could not be stated: %s", log.name(), refused.refusal());
        }
    }

    private boolean orders(Log log) {
        return switch (logs.ordering(log)) {
            case ALONE -> true;
            case COUNCIL ->
                council.running(log).filter(RunningCouncil.Running::leads).isPresent();
            case ELSEWHERE -> false;
        };
    }

    private void state(Log log, StateRoot root) {
        states.difference(log)
                .ifPresent(difference -> LOG.errorf(
                        "this node does not agree with %s on %s after %d entries of %s; once it runs the same release as"
                                + " the others, `commonwatch rebuild` makes its tables anew",
                        difference.author(), difference.part(), difference.size(), log.name()));
        spine.submit(log, StateRootEntry.TYPE, StateRootEntry.VERSION, new StateClaim(root).body(), List.of())
                .await(PATIENCE);
    }
}
