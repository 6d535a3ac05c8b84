package org.commonwatch.node.keys;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.KeyReason;
import org.commonwatch.node.membership.MembershipActs;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.jboss.logging.Logger;

/**
 * Brings each log of a community in which this organisation speaks from the old key to the new one. What is still to be done is
 * noted on disk before the first statement; each look compares that with what the applied entries say and does what is missing,
 * so that a restart goes on where it was. On a thread of its own.
 */
@Singleton
public class KeyChange {
    /** Between two looks when nothing happens; a statement that was refused is tried again then. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(KeyChange.class);

    private final Spine spine;
    private final Logs logs;
    private final Identity self;
    private final Communities communities;
    private final CosignerKeys cosigning;
    private final Caretaker caretaker = new Caretaker("keys", "bringing new keys to count", Duration.ZERO, this::turn);

    /** What was submitted, by name of the log. Owned by the thread. */
    private final Map<String, Try> underWay = new HashMap<>();

    private record Try(CompletableFuture<Long> applied, long nanos) {}

    @Inject
    KeyChange(Spine spine, Logs logs, Identity self, Communities communities, CosignerKeys cosigning) {
        this.spine = spine;
        this.logs = logs;
        this.self = self;
        this.communities = communities;
        this.cosigning = cosigning;
    }

    void start(@Observes StartupEvent event) {
        spine.onApplied(log -> caretaker.tell());
        caretaker.start();
    }

    void stop(@Observes ShutdownEvent event) {
        caretaker.interrupt();
    }

    /** Communities of which this organisation is a member, in which a change would have to count. */
    List<Log> concerned() {
        return logs.all().stream()
                .filter(log -> log.space() == Space.COMMUNITY)
                .filter(log -> communities.member(log, self.name()).isPresent())
                .toList();
    }

    /**
     * Makes new keys and begins to bring them to count; they are durable when this returns.
     *
     * @param cosigner whether the key with which this node cosigns is changed as well
     * @throws Refused {@code keys-changing} while an earlier change is under way, {@code keys-too-many} after too many
     */
    synchronized void begin(KeyReason why, boolean cosigner) throws Refused {
        if (!self.changing().isEmpty()) {
            throw Refusal.of(
                            "keys-changing",
                            "",
                            "A change of keys is under way in " + String.join(", ", self.changing())
                                    + "; it ends by itself when the entries that say so are final.")
                    .toException();
        }
        if (self.handovers().size() >= CHANGES_MAX) {
            throw Refusal.of(
                            "keys-too-many",
                            "",
                            "An organisation changes its keys at most " + CHANGES_MAX + " times under one name.")
                    .toException();
        }
        SortedSet<String> names = new TreeSet<>();
        concerned().forEach(log -> names.add(log.name()));
        self.changeKeys(names, why.word(), cosigner);
        LOG.warnf("this organisation has new keys; they are to count in %s", names);
        caretaker.tell();
    }

    /** As many as an organisation shows to a community that it joins. */
    static final int CHANGES_MAX = 16;

    private Duration turn() {
        self.changing().forEach(this::look);
        cosigning.forgetOver();
        return LOOK;
    }

    private void look(String name) {
        try {
            Optional<Log> log = logs.named(name);
            if (log.isPresent()) {
                look(log.orElseThrow());
            }
        } catch (RuntimeException fault) {
            LOG.warn("bringing the new key to count in " + name + " failed and will be tried again", fault);
        }
    }

    private void look(Log log) {
        Optional<Organisation> member = communities.member(log, self.name()).map(Communities.Member::organisation);
        if (member.filter(one -> one.key().equals(self.key())).isPresent() || isOver(log, member)) {
            spine.speakAnew(log);
            underWay.remove(log.name());
            LOG.infof("%s: the new key counts", log.name());
            return;
        }
        if (member.isEmpty() || waits(log) || (logs.followed(log) && logs.underWay(log) > 0)) {
            return;
        }
        Organisation before = member.orElseThrow();
        KeyReason reason = KeyReason.of(self.changeReason()).orElse(KeyReason.ROTATED);
        try {
            List<String> witnesses =
                    self.changesCosigner() ? List.of(self.cosigner().key().text()) : before.witnesses();
            Organisation now = Organisation.own(before.title(), before.kind(), self, witnesses, before.urls());
            CompletableFuture<Long> applied = MembershipActs.changeOwnKeys(spine, log, now, reason)
                    .applied()
                    .whenComplete((entry, fault) -> caretaker.tell());
            underWay.put(log.name(), new Try(applied, System.nanoTime()));
        } catch (Refused refused) {
            LOG.warnf("the change of keys waits in %s: %s", log.name(), refused.refusal());
        }
    }

    /** Whether a statement is under way, or one was refused a moment ago: a log is not filled with void ones. */
    private boolean waits(Log log) {
        Try last = underWay.get(log.name());
        return last != null && (!last.applied().isDone() || System.nanoTime() - last.nanos() < LOOK.toNanos());
    }

    /** Whether this organisation is a member no more, so that no key counts. */
    private boolean isOver(Log log, Optional<Organisation> member) {
        return member.isEmpty()
                && communities.of(log).isPresent()
                && !communities.keys(log, self.name()).isEmpty();
    }
}
