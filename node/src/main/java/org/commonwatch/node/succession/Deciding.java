package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Succession;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.community.Witnessing;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.NewEpoch;
import org.commonwatch.node.spine.Spine;
import org.jboss.logging.Logger;

/**
 * From votes to the next epoch. The order that survives a crash: the record is verified; it lies in {@code epochs/}; the log
 * turns to it, see {@link Spine#succeed}. What is found undone after a start is done then.
 */
@ApplicationScoped
class Deciding {
    private static final Logger LOG = Logger.getLogger(Deciding.class);
    private static final String WITNESS = "/witness";

    private final Voting voting;
    private final Before before;
    private final Epochs epochs;
    private final Witnessing witnessing;
    private final Spine spine;
    private final Logs logs;
    private final Identity self;

    @Inject
    Deciding(
            Voting voting, Before before, Epochs epochs, Witnessing witnessing, Spine spine, Logs logs, Identity self) {
        this.voting = voting;
        this.before = before;
        this.epochs = epochs;
        this.witnessing = witnessing;
        this.spine = spine;
        this.logs = logs;
        this.self = self;
    }

    /**
     * Puts the votes for these terms together along the history that this node holds.
     *
     * @throws Refused {@code succession-votes} for too few, {@code succession-undecided}, or what else is wrong
     */
    Transition weigh(Log log, Digest id, Proposal proposal) throws Refused {
        Epoch now = before.of(log);
        Terms terms = proposal.terms(voting.charter(log));
        Policy policy = now.terms().policy();
        List<Vote> votes = new ArrayList<>();
        List<Note> known = new ArrayList<>();
        logs.reader(log).finalCheckpoint().map(SignedCheckpoint::note).ifPresent(known::add);
        for (Voting.Cast cast : voting.votes(log)) {
            if (cast.vote().next().equals(id)) {
                votes.add(cast.vote());
                cast.vote().last().ifPresent(known::add);
            }
        }
        for (Vote vote : votes) {
            if (vote.last().isPresent()) {
                // Whether it could be had shows in the weighing: a vote for what is not here counts against.
                var _ = witnessing.holds(
                        log, policy.judge(vote.last().orElseThrow()).signed());
            }
        }
        Succession record = Succession.of(
                now,
                terms,
                votes,
                known.stream().filter(note -> isFinal(policy, note)).toList(),
                voting.forks(log, now.number()),
                logs.everything(log));
        return new Transition(now.terms(), record);
    }

    private static boolean isFinal(Policy policy, Note note) {
        try {
            return policy.judge(note).isFinal();
        } catch (Refused ofAnotherQuorum) {
            return false;
        }
    }

    /**
     * Goes on in the epoch that a record begins, if it holds.
     *
     * @throws Refused what is wrong with it; {@code succession-under} when this node cannot tell whether its votes were cast under
     *     what was in force
     */
    void adopt(Log log, Transition step) throws Refused {
        Epoch now = before.of(log);
        Epoch next = step.verify(now);
        if (!step.under().equals(now.terms()) && !step.isVouchedBy(now.terms().policy())) {
            throw Refusal.of(
                            "succession-under",
                            "",
                            "The record counts votes under another quorum than this node knows, and no quorum that it knows"
                                    + " voted.")
                    .toException();
        }
        NewEpoch turn = turn(next);
        if (turn.orders().equals(self.name())) {
            checkReady(log, turn);
        }
        boolean first = epochs.keep(log, step);
        LOG.infof(
                "%s goes on in epoch %d at %d entries, ordered by %s%s",
                log.name(), next.number(), next.start().size(), turn.orders(), first ? "" : " (again)");
        spine.succeed(log, turn);
    }

    /** This node can only order what it holds, with the key that it gave. */
    private void checkReady(Log log, NewEpoch turn) throws Refused {
        LogReader reader = logs.everything(log);
        long start = turn.epoch().start().size();
        if (reader.size() < start
                || !reader.rootAt(start).equals(turn.epoch().start().root())) {
            throw Refusal.of(
                            "epoch-not-held",
                            "",
                            "This node is to order the log and does not hold the entries that the epoch starts with yet.",
                            Long.toString(start))
                    .toException();
        }
        if (!turn.checkpointKey().equals(self.checkpointKey(log, turn.epoch().number()))) {
            throw Refusal.of("epoch-key", "", "This node is to order the log and has lost the key that it gave for it.")
                    .toException();
        }
    }

    /** Who orders an epoch, and where, as its terms say. */
    static NewEpoch turn(Epoch epoch) throws Refused {
        Policy policy = epoch.terms().policy();
        NoteKey key = policy.logKeys().getFirst();
        Optional<Policy.Witness> orders =
                Optional.ofNullable(epoch.terms().operators().get(key)).flatMap(policy::witness);
        Optional<String> url = orders.flatMap(Policy.Witness::url).filter(text -> text.endsWith(WITNESS));
        if (url.isEmpty()) {
            throw Refusal.of("succession-orders", "", "The terms do not say whose node orders the log.")
                    .toException();
        }
        String base = url.orElseThrow().substring(0, url.orElseThrow().length() - WITNESS.length());
        return new NewEpoch(epoch, key, orders.orElseThrow().name(), List.of(URI.create(base)));
    }

    /** Turns to an epoch whose record is here already: a crash came between. */
    void finish(Log log) throws Refused {
        long next = epochs.number(log) + 1;
        List<Transition> steps = epochs.of(log, next);
        if (!steps.isEmpty()) {
            adopt(log, steps.getFirst());
        }
    }

    /** Another record of the epoch that this log is in: it may start there as well. */
    void alsoStarts(Log log, Transition step) throws Refused {
        long number = epochs.number(log);
        Transition known = epochs.of(log, number).getFirst();
        Epoch was = number == 2 ? Epoch.first(log.origin(), step.under()) : epochs.at(log, number - 1);
        Epoch same = step.verify(was);
        if (!step.under().equals(known.under())
                || !same.terms().equals(known.record().terms())) {
            throw Refusal.of("succession-terms", "", "Two records of one epoch have the same terms.")
                    .toException();
        }
        if (epochs.keep(log, step)) {
            spine.startsAt(log, same.start());
            witnessing.startsAt(log, same.start());
        }
    }

    /** The chain of a log that this node joined in a later epoch, whose keys it knows from its invitation. */
    void learn(Log log, List<Transition> chain) throws Refused {
        Epoch epoch = Epoch.first(log.origin(), chain.getFirst().under());
        for (Transition step : chain) {
            epoch = step.verify(epoch);
        }
        if (!epoch.terms().policy().logKeys().contains(logs.keys(log).checkpoint())) {
            throw Refusal.of(
                            "succession-keys",
                            "",
                            "The chain of epochs leads to another key than the invitation named.")
                    .toException();
        }
        chain.forEach(step -> epochs.keep(log, step));
    }
}
