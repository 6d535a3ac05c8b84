package org.commonwatch.node.audience;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.node.audience.StandingRows.Begun;
import org.commonwatch.node.audience.StandingRows.Receiver;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.Submission;

/**
 * Hands keys of older epochs of a community to a member that came later: the steward decides, since the steward's node handed out
 * all of them. Keys of named members' audiences are not granted; their id says who is in them.
 */
@ApplicationScoped
class Grants {
    /** Epochs of one grant, each an entry of its own. */
    static final int EPOCHS_MAX = 100;

    /** Entries that a preview looks at, so that it answers within seconds; what is beyond is said to be. */
    static final int PREVIEW_ENTRIES_MAX = 100_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SqliteStore index;
    private final Logs logs;
    private final Entries entries;
    private final Identity self;
    private final Audiences audiences;
    private final Keyring keyring;
    private final Handing handing;

    @Inject
    Grants(
            @Index SqliteStore index,
            Logs logs,
            Entries entries,
            Identity self,
            Audiences audiences,
            Keyring keyring,
            Handing handing) {
        this.index = index;
        this.logs = logs;
        this.entries = entries;
        this.self = self;
        this.audiences = audiences;
        this.keyring = keyring;
        this.handing = handing;
    }

    /**
     * What an epoch's key opens.
     *
     * @param entry that began the epoch
     * @param payloads sealed to it, and counted
     * @param objects in them
     * @param whole whether all were counted
     */
    record Opens(long epoch, long entry, long payloads, long objects, boolean whole) {}

    /** A grant that can be made: to whom, and what it opens. */
    record Plan(Organisation member, Receiver receiver, List<Begun> epochs) {}

    /**
     * @param named the member, by name or title
     * @param from first epoch, from 1
     * @param to last epoch; those that the member was handed are left out
     */
    Plan plan(Log log, String named, long from, long to) throws Refused {
        Organisation member = audiences.members(log, List.of(named)).getFirst();
        Standing.Community community = index.read(db -> new StandingRows(db, log).community())
                .orElseThrow(() -> refuse("community-not-founded", "Nobody has founded a community in this log."));
        if (!community.steward().equals(self.name())) {
            throw refuse("steward-only", "Only the steward's node hands out keys of the community's older epochs.");
        }
        if (from < 1 || to < from) {
            throw refuse("epochs", "Epochs count from 1; give them as FROM-TO.");
        }
        Receiver receiver = index.read(db -> new StandingRows(db, log).receivers()).stream()
                .filter(one -> one.name().equals(member.name()) && handing.reaches(one))
                .findFirst()
                .orElseThrow(() -> refuse("member-no-key", "The member has no key that keys can be encrypted to."));
        List<Begun> lacking = lacking(log, community.name(), member.name()).stream()
                .filter(epoch -> epoch.epoch() >= from && epoch.epoch() <= to)
                .toList();
        if (lacking.isEmpty()) {
            throw refuse("nothing-to-grant", "There is no epoch among these whose key the member was not handed.");
        }
        if (lacking.size() > EPOCHS_MAX) {
            throw refuse("epochs-too-many", "At most " + EPOCHS_MAX + " epochs are granted at once.");
        }
        for (Begun epoch : lacking) {
            key(epoch);
        }
        return new Plan(member, receiver, lacking);
    }

    private List<Begun> lacking(Log log, String audience, String member) {
        return index.read(db -> {
            StandingRows rows = new StandingRows(db, log);
            return rows.epochs(audience).stream()
                    .filter(epoch -> !rows.holders(audience, epoch.epoch()).contains(member))
                    .toList();
        });
    }

    private EpochKey key(Begun epoch) throws Refused {
        return keyring.key(epoch.commitment())
                .orElseThrow(() -> refuse("epoch-no-key", "This node has no key of epoch " + epoch.epoch() + "."));
    }

    /** What each epoch's key would open. Payloads of an epoch lie between the entry that began it and the next one's. */
    List<Opens> opens(Log log, Plan plan) {
        String audience = index.read(db -> new StandingRows(db, log).community())
                .orElseThrow()
                .name();
        List<Begun> all = index.read(db -> new StandingRows(db, log).epochs(audience));
        List<Opens> opens = new ArrayList<>();
        int left = PREVIEW_ENTRIES_MAX;
        for (Begun epoch : plan.epochs()) {
            long end = all.stream()
                    .filter(next -> next.epoch() == epoch.epoch() + 1)
                    .findFirst()
                    .map(Begun::entry)
                    .orElseGet(() -> entries.applied(log));
            List<Long> places = entries.withPayload(log, epoch.entry(), end, left + 1);
            boolean whole = places.size() <= left;
            List<Long> looked = whole ? places : places.subList(0, left);
            left -= looked.size();
            long payloads = 0;
            long objects = 0;
            for (long place : looked) {
                Optional<Statement> sealed =
                        statement(log, place).filter(found -> sealedTo(found, audience, epoch.epoch()));
                payloads += sealed.isPresent() ? 1 : 0;
                objects += sealed.flatMap(found -> found.draft().payload())
                        .map(payload -> (long) payload.count())
                        .orElse(0L);
            }
            opens.add(new Opens(epoch.epoch(), epoch.entry(), payloads, objects, whole));
        }
        return opens;
    }

    private Optional<Statement> statement(Log log, long place) {
        try (Stream<Leaf> leaf = logs.reader(log).entries(place, place + 1)) {
            return Optional.of(
                    Envelope.parse(leaf.findFirst().orElseThrow().bytes()).statement());
        } catch (Refused isVoid) {
            return Optional.empty();
        }
    }

    private static boolean sealedTo(Statement statement, String audience, long epoch) {
        return statement.draft().audience().id().equals(audience)
                && statement.draft().audience().epoch().equals(Optional.of(epoch));
    }

    /**
     * Hands out the keys, the oldest first, each as an entry; returns how many are final and applied. What is not yet will
     * be, and granting again leaves out what was handed.
     */
    int grant(Log log, Plan plan) throws Refused {
        String audience = index.read(db -> new StandingRows(db, log).community())
                .orElseThrow()
                .name();
        int done = 0;
        for (Begun epoch : plan.epochs()) {
            if (!Handing.inTurn(PATIENCE, () -> handed(log, audience, epoch, plan.receiver()))) {
                return done;
            }
            done++;
        }
        return done;
    }

    private Optional<Submission> handed(Log log, String audience, Begun epoch, Receiver receiver) throws Refused {
        Optional<Standing.Epoch> latest = index.read(db -> new StandingRows(db, log).latest(audience));
        return Optional.of(handing.hand(log, audience, latest, epoch.epoch(), key(epoch), List.of(receiver)));
    }

    private static Refused refuse(String code, String message) {
        return Refusal.of(code, "", message).toException();
    }
}
