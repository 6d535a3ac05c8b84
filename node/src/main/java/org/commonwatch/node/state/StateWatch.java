package org.commonwatch.node.state;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.council.RunningCouncil;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.StateRoot;
import org.commonwatch.node.spine.StateRoots;
import org.commonwatch.node.spine.Stopping;
import org.jboss.logging.Logger;

/**
 * Speaks for this node: the one that orders a community's log, or leads the council that does, states every root it comes to,
 * any other only the first that it does not agree with.
 */
@ApplicationScoped
class StateWatch {
    /** Between the news of an entry and the look: a difference that is minutes old is no news. */
    private static final Duration REST = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(StateWatch.class);

    private final Spine spine;
    private final Logs logs;
    private final States states;
    private final StateRoots roots;
    private final RunningCouncil council;
    private final Identity self;
    private final Caretaker caretaker =
            new Caretaker("state-watch", "comparing what members came to", REST, this::turn);

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
                caretaker.tell();
            }
        });
        caretaker.start();
        // Once more when replay has had a moment to say that nothing is left to apply.
        caretaker.tell();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        caretaker.close();
    }

    private Duration turn() {
        for (Log log : logs.all()) {
            if (log.space() == Space.COMMUNITY && !caretaker.isClosing()) {
                look(log);
            }
        }
        return IDLE;
    }

    void look(Log log) {
        try {
            Optional<StateRoot> due = spine.asOfNow(log, () -> due(log)).flatMap(found -> found);
            if (due.isPresent()) {
                state(log, due.orElseThrow());
            }
        } catch (NotAccepted refused) {
            // The next growth of the log is the next try.
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

    /** What is to be said and was not said yet. */
    private Optional<StateRoot> due(Log log) {
        Optional<StateRoot> root = orders(log)
                ? roots.newest(log)
                : states.difference(log).flatMap(difference -> roots.at(log, difference.size()));
        return root.filter(one -> !states.claimed(log, one.size(), self.name()));
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
