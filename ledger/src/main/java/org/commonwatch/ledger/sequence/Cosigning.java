package org.commonwatch.ledger.sequence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosignature;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.Standing;
import org.commonwatch.ledger.sequence.CosigningStatus.CosignerState;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;

/**
 * Brings checkpoints to the policy's witnesses and their cosignatures back, in rounds: all are asked for one checkpoint,
 * because a quorum counts only on one; when it is final, or stuck, the newest published one is next. Whoever was too slow
 * for a round is asked in the next, and once nothing new is published, until it has cosigned as well. A stuck one gives way
 * though somebody is still asked for it, since who is cut off never answers: who is only slow has its answer counted for that
 * one all the same, and until everybody asked for it has answered or is given up, there is no third.
 *
 * <p>A log never goes back: after a start nothing new is signed before so many witnesses have cosigned the newest
 * checkpoint that was published before, that every quorum has one of them. What a cosigner holds was durable here when it was
 * asked; one that holds more, or another history, shows that an old copy was restored, or lies and is outvoted. Where
 * several nodes order the log, one that holds more may have it from a leader before: up to the size that all of them have
 * committed it was heard, and is asked for the next checkpoint.
 *
 * <p>Belongs to the sequencer's thread. Only answers come from other threads, through a queue that holds at most one for
 * each witness and the late ones.
 */
final class Cosigning {
    /** How long an answer is waited for before a witness is asked again. */
    static final long ASK_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    /** Pause before a witness that failed is asked again; doubles up to the longest. */
    static final long PAUSE_NANOS_MIN = Duration.ofMillis(100).toNanos();

    /** The longest: who is back should not wait for it, and an attempt at a machine that is off costs a packet. */
    static final long PAUSE_NANOS_MAX = Duration.ofSeconds(1).toNanos();

    /**
     * A checkpoint that is stuck gives way to a newer one after this time. A witness near by answers in a tenth of it; one that
     * takes longer loses nothing.
     */
    static final long ROUND_NANOS_MAX = Duration.ofMillis(500).toNanos();

    /** Conflicts in a row that are answered at once with the size asked for; a further one is a failure. */
    private static final int CONFLICTS_MAX = 3;

    private final Policy policy;
    private final Cosigners way;
    private final LongSupplier nanos;
    private final Runnable wake;
    private final List<Asked> all = new ArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Set<String> heard = new HashSet<>();
    private Optional<Round> round = Optional.empty();

    /** The one that gave way to it, while somebody who was asked for it may still answer. */
    private Optional<Round> before = Optional.empty();

    private long signedSizeMax;

    /** One witness and how it stands. */
    private static final class Asked {
        final Policy.Witness witness;
        OptionalLong held = OptionalLong.empty();

        /** A size it says it holds that was never published here. */
        OptionalLong claimed = OptionalLong.empty();

        Optional<SignedCheckpoint> askedFor = Optional.empty();
        long askedFrom;
        long askedAtNanos;
        Optional<Long> pausedUntilNanos = Optional.empty();
        int failures;
        int conflicts;
        Optional<Refusal> trouble = Optional.empty();

        Asked(Policy.Witness witness) {
            this.witness = witness;
        }
    }

    private record Answer(Asked from, SignedCheckpoint checkpoint, Optional<Verdict> verdict, String failure) {}

    /** @param wake called from any thread when an answer is there */
    Cosigning(Policy policy, Cosigners way, LongSupplier nanos, Runnable wake) {
        this.policy = policy;
        this.way = way;
        this.nanos = nanos;
        this.wake = wake;
        policy.witnesses().forEach(witness -> all.add(new Asked(witness)));
    }

    /** Why no new checkpoint may be signed now. */
    Optional<Refusal> obstacle() {
        if (policy.isUnwitnessed() || policy.meetsEveryQuorum(heard)) {
            return Optional.empty();
        }
        List<String> ahead = all.stream()
                .filter(asked -> asked.claimed.isPresent())
                .map(asked -> asked.witness.name() + " holds " + asked.claimed.getAsLong())
                .toList();
        if (!ahead.isEmpty()) {
            return Optional.of(Refusal.of(
                    "log-unavailable",
                    "",
                    "Cosigners hold more of this log than is here; was an old copy restored? Nothing is signed.",
                    String.join(", ", ahead)));
        }
        List<String> silent = all.stream()
                .map(asked -> asked.witness.name())
                .filter(name -> !heard.contains(name))
                .toList();
        return Optional.of(Refusal.of(
                "log-unavailable",
                "",
                "Too few cosigners were heard since the start to know that this log has not gone back.",
                String.join(", ", silent)));
    }

    /**
     * Takes in answers and asks who is to be asked; returns quickly.
     *
     * @param head the newest published checkpoint, and {@code reader} reads its tree
     * @param signedSizeMax the largest size that may have been signed before; the head's where one node orders the log
     * @return a checkpoint with a quorum's cosignatures, or the final one with further ones; call again when it is {@link
     *     #written}, so that the next round begins
     */
    Optional<SignedCheckpoint> step(SignedCheckpoint head, long signedSizeMax, LogReader reader) {
        this.signedSizeMax = signedSizeMax;
        if (policy.isUnwitnessed()) {
            return Optional.empty();
        }
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            take(answer);
        }
        long now = nanos.getAsLong();
        for (Asked asked : all) {
            if (asked.askedFor.isPresent() && now - asked.askedAtNanos > ASK_NANOS_MAX) {
                asked.askedFor = Optional.empty();
                failed(asked, Refusal.of("cosigner-silent", "", "The cosigner did not answer in time."));
            }
            asked.pausedUntilNanos = asked.pausedUntilNanos.filter(until -> now - until < 0);
        }
        // What has been won must be on disk before the round is replaced.
        Optional<SignedCheckpoint> won = won(head);
        if (won.isEmpty()) {
            before = before.filter(one -> !one.isWritten() && isUnderWay(one));
            if (round.isEmpty() || (head.size() > round.get().size() && isOver(round.get(), now))) {
                before = round.filter(one -> !one.isWon() && isUnderWay(one));
                round = Optional.of(new Round(head, policy, now));
            }
            all.forEach(asked -> ask(asked, reader, now));
        }
        return won;
    }

    private boolean isOver(Round current, long now) {
        return current.isWon()
                || isPassed(current)
                || (now - current.startedAtNanos > ROUND_NANOS_MAX && before.isEmpty());
    }

    private boolean isUnderWay(Round one) {
        return all.stream()
                .anyMatch(asked -> asked.askedFor.filter(one.checkpoint::equals).isPresent());
    }

    /** So many hold a larger one that this one cannot become final; a single liar cannot bring that about. */
    private boolean isPassed(Round current) {
        Set<String> able = new HashSet<>();
        for (Asked asked : all) {
            if (asked.held.orElse(0) <= current.size()) {
                able.add(asked.witness.name());
            }
        }
        return !policy.standing(able).satisfied();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it only carries the answer, or the failure, into the queue
    private void ask(Asked asked, LogReader reader, long now) {
        SignedCheckpoint checkpoint = round.orElseThrow().checkpoint;
        boolean due = asked.askedFor.isEmpty()
                && !round.get().isCosignedBy(asked.witness.name())
                && asked.held.orElse(0) <= checkpoint.size()
                && asked.pausedUntilNanos.isEmpty();
        if (!due) {
            return;
        }
        long from = asked.held.orElse(0);
        asked.askedFor = Optional.of(checkpoint);
        asked.askedFrom = from;
        asked.askedAtNanos = now;
        try {
            List<Digest> proof =
                    from == 0 || from == checkpoint.size() ? List.of() : reader.consistency(from, checkpoint.size());
            AddCheckpoint request = new AddCheckpoint(from, proof, checkpoint.checkpoint(), checkpoint.note());
            way.ask(asked.witness, request).whenComplete((verdict, failure) -> {
                answers.add(new Answer(asked, checkpoint, Optional.ofNullable(verdict), String.valueOf(failure)));
                wake.run();
            });
        } catch (RuntimeException e) {
            // Neither a disk that cannot be read now nor a way that breaks may stop the log.
            asked.askedFor = Optional.empty();
            failed(asked, Refusal.of("cosigner-unasked", "", "The cosigner could not be asked.", e.toString()));
        }
    }

    private void take(Answer answer) {
        Asked asked = answer.from;
        boolean current = asked.askedFor.filter(answer.checkpoint::equals).isPresent();
        if (current) {
            asked.askedFor = Optional.empty();
        }
        // Late or not, a cosignature counts; any other answer is about the request it belongs to.
        if (!current && !(answer.verdict.orElse(null) instanceof Verdict.Cosigned)) {
            return;
        }
        if (answer.verdict.isEmpty()) {
            failed(asked, Refusal.of("cosigner-unreachable", "", "The cosigner gave no answer.", answer.failure));
            return;
        }
        switch (answer.verdict.get()) {
            case Verdict.Cosigned cosigned -> cosigned(asked, answer.checkpoint, cosigned);
            case Verdict.Conflict conflict -> conflict(asked, answer.checkpoint, conflict.size());
            case Verdict.Bad bad -> failed(asked, bad.why());
            case Verdict.Forbidden forbidden -> failed(asked, forbidden.why());
            case Verdict.Unknown unknown -> failed(asked, unknown.why());
            case Verdict.Unprocessable unprocessable -> failed(asked, unprocessable.why());
            case Verdict.Later later -> failed(asked, later.why());
        }
    }

    private void cosigned(Asked asked, SignedCheckpoint checkpoint, Verdict.Cosigned answer) {
        try {
            Map<String, Cosignature> verified = policy.cosignatures(
                    checkpoint.checkpoint(),
                    answer.lines().stream()
                            .filter(asked.witness.key()::isNamedBy)
                            .toList());
            Optional<Cosignature> line = Optional.ofNullable(verified.get(asked.witness.name()));
            if (line.isEmpty()) {
                failed(asked, Refusal.of("cosignature-missing", "", "The answer has no line of this cosigner."));
                return;
            }
            heard.add(asked.witness.name());
            asked.held = OptionalLong.of(Math.max(checkpoint.size(), asked.held.orElse(0)));
            asked.claimed = OptionalLong.empty();
            asked.failures = 0;
            asked.conflicts = 0;
            asked.trouble = Optional.empty();
            asked.pausedUntilNanos = Optional.empty();
            ofSize(checkpoint.size())
                    .ifPresent(mine -> mine.add(asked.witness.name(), line.get().line()));
        } catch (Refused e) {
            failed(asked, e.refusal());
        }
    }

    /** The usual one only tells from where to prove. */
    private void conflict(Asked asked, SignedCheckpoint checkpoint, long size) {
        if (size > checkpoint.size() && size <= signedSizeMax) {
            heard.add(asked.witness.name());
            asked.held = OptionalLong.of(size);
            asked.claimed = OptionalLong.empty();
            return;
        }
        if (size > checkpoint.size()) {
            asked.claimed = OptionalLong.of(size);
            failed(
                    asked,
                    Refusal.of(
                            "cosigner-ahead",
                            "",
                            "The cosigner says it holds more of this log than was published here.",
                            Long.toString(size)));
            return;
        }
        asked.held = OptionalLong.of(size);
        asked.conflicts++;
        boolean fork = size == checkpoint.size() && asked.askedFrom == size;
        if (fork || asked.conflicts > CONFLICTS_MAX) {
            failed(
                    asked,
                    Refusal.of(
                            "cosigner-fork",
                            "",
                            "The cosigner does not accept this history from the size it holds itself.",
                            Long.toString(size)));
        }
    }

    private void failed(Asked asked, Refusal why) {
        long pause = Math.min(PAUSE_NANOS_MAX, PAUSE_NANOS_MIN << Math.min(asked.failures, 10));
        asked.failures++;
        asked.trouble = Optional.of(why);
        asked.pausedUntilNanos = Optional.of(nanos.getAsLong() + pause);
    }

    private Optional<Round> ofSize(long size) {
        return round.filter(one -> one.size() == size).or(() -> before.filter(one -> one.size() == size));
    }

    /** Late lines are added only while nothing newer waits: each costs a write. */
    private Optional<SignedCheckpoint> won(SignedCheckpoint head) {
        return round.filter(Round::isWon)
                .or(() -> before.filter(Round::isWon))
                .filter(now -> !now.isWritten() || (now.hasMore() && head.size() == now.size()))
                .map(Round::cosigned);
    }

    /** What {@link #step} returned is on disk. */
    void written(SignedCheckpoint cosigned) {
        ofSize(cosigned.size()).ifPresent(Round::written);
    }

    /** Until {@link #step} has something to do by itself. */
    long nanosToNext() {
        long now = nanos.getAsLong();
        long next = round.filter(one -> !one.isWon() && before.isEmpty())
                .map(one -> one.startedAtNanos + ROUND_NANOS_MAX + 1 - now)
                .filter(left -> left > 0)
                .orElse(Long.MAX_VALUE);
        for (Asked asked : all) {
            if (asked.askedFor.isPresent()) {
                next = Math.min(next, asked.askedAtNanos + ASK_NANOS_MAX - now);
            } else if (asked.pausedUntilNanos.isPresent()) {
                next = Math.min(next, asked.pausedUntilNanos.get() - now);
            }
        }
        return next;
    }

    CosigningStatus status(Finality finality) {
        List<CosignerState> states = all.stream()
                .map(asked -> new CosignerState(
                        asked.witness.name(),
                        asked.held,
                        Math.max(0, finality.publishedSize() - asked.held.orElse(0)),
                        asked.trouble))
                .toList();
        Standing standing = Standing.SATISFIED;
        if (finality.finalSize() < finality.publishedSize()) {
            // A round that was won is of a smaller checkpoint; nobody has cosigned the newest yet.
            standing = round.map(Round::standing)
                    .filter(now -> !now.satisfied())
                    .orElseGet(() -> policy.standing(Set.of()));
        }
        return new CosigningStatus(standing, finality, states, obstacle());
    }
}
