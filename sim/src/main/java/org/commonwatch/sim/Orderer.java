package org.commonwatch.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.SteppedSequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Inheritance;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;

/**
 * The machine that orders the log in one epoch: a real sequencer on a disk that fails. A liar's keeps a second one with the
 * same keys on a copy of the disk, and chooses who sees which.
 */
final class Orderer {
    private static final Path ROOT = Path.of("/orderer");
    private static final Path LOG = ROOT.resolve("log");
    private static final Duration CHECKPOINT_SPACING = Duration.ofMillis(50);
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

    /** After this time a liar that reorders shows its second history. */
    private static final long REORDER_NANOS = Duration.ofSeconds(2).toNanos();

    private final Community community;
    private final World world;
    private final Epoch epoch;
    private final int member;
    private final Scenario.Operator kind;
    private final List<History> histories = new ArrayList<>();
    private final Map<Integer, History> shown = new HashMap<>();
    private final List<byte[]> finals = new ArrayList<>();
    private Optional<Supplier<Optional<LogReader>>> inheritance = Optional.empty();
    private int asked;
    private boolean lying;
    private boolean gone;

    /** One history of the log. */
    private static final class History {
        final String name;
        final CrashDisk disk;
        final List<Receipt> receipts = new ArrayList<>();
        Optional<SteppedSequencer> log = Optional.empty();
        boolean due;
        long timer = Long.MAX_VALUE;
        long finalSeen;

        History(String name, CrashDisk disk) {
            this.name = name;
            this.disk = disk;
        }
    }

    /** @param member whose machine it is */
    Orderer(Community community, Epoch epoch, int member, Scenario.Operator kind) {
        this.community = community;
        this.world = community.world();
        this.epoch = epoch;
        this.member = member;
        this.kind = kind;
        histories.add(new History("", new CrashDisk(ROOT)));
    }

    /** Begins with the entries up to the start of a later epoch, from whoever holds them when it is opened. */
    void inherit(Supplier<Optional<LogReader>> from) {
        inheritance = Optional.of(from);
    }

    /** Whether it goes on in two histories by now. */
    boolean hasForked() {
        return histories.size() > 1;
    }

    /** Opens what a crash closed; empty when the disk fails just then, or nobody is there any more. */
    private Optional<SteppedSequencer> open(History history) {
        if (gone) {
            return Optional.empty();
        }
        if (history.log.isEmpty()) {
            try {
                if (inheritance.isPresent()) {
                    Optional<LogReader> from = inheritance.get().get();
                    if (from.isEmpty()) {
                        return Optional.empty();
                    }
                    Inheritance.lay(history.disk, LOG, epoch, Keys.log(epoch.number()), from.get());
                }
                history.log = Optional.of(SteppedSequencer.open(settings(history), () -> wake(history)));
                checkReceipts(history);
            } catch (DiskFault e) {
                world.tell("orderer's disk failed: " + e.getMessage());
                return Optional.empty();
            }
        }
        return history.log;
    }

    private LogSettings settings(History history) {
        LogSettings unwitnessed = new LogSettings(
                history.disk,
                LOG,
                Keys.ORIGIN,
                "orderer",
                Keys.log(epoch.number()),
                Keys.time(epoch.number()),
                Admission.verifiedByCaller(),
                world::now,
                world::nanos,
                Thread::new,
                CHECKPOINT_SPACING);
        return unwitnessed.cosignedBy(epoch.terms().policy(), (witness, request) -> ask(history, witness, request));
    }

    private void checkReceipts(History history) {
        SteppedSequencer log = history.log.orElseThrow();
        for (Receipt receipt : history.receipts) {
            boolean there = receipt.index() < log.reader().size()
                    && log.reader().leafHash(receipt.index()).equals(receipt.leafHash());
            if (!there) {
                throw new Broken("the sequencer lost entry " + receipt.index() + ", for which it gave a receipt");
            }
        }
    }

    private CompletableFuture<Verdict> ask(History history, Policy.Witness witness, AddCheckpoint request) {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        int to = Community.memberOf(witness);
        if (!reaches(history, to)) {
            return answer;
        }
        world.send(member, to, () -> {
            shown.put(to, history);
            community
                    .member(to)
                    .answer(epoch, request.toBytes(), history.name)
                    .ifPresent(verdict -> world.send(to, member, () -> answer.complete(overTheLine(verdict))));
        });
        return answer;
    }

    private static Verdict overTheLine(Verdict verdict) {
        try {
            return Verdict.parse(verdict.status(), verdict.body());
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who splits the members shows each half its own history; its own member's cosigner signs both. */
    private boolean reaches(History history, int to) {
        boolean all = kind == Scenario.Operator.FORKS || histories.size() == 1 || to == member;
        return all || histories.get(to % 2) == history;
    }

    private History shownTo(int to) {
        if (histories.size() == 1) {
            return histories.getFirst();
        }
        if (kind == Scenario.Operator.FORKS) {
            return shown.getOrDefault(to, histories.get(to % 2));
        }
        return histories.get(to % 2);
    }

    void wake() {
        histories.forEach(this::wake);
    }

    private void wake(History history) {
        if (!history.due) {
            history.due = true;
            world.after(0, () -> {
                history.due = false;
                step(history);
            });
        }
    }

    private void step(History history) {
        Optional<SteppedSequencer> open = open(history);
        if (open.isEmpty()) {
            if (!gone) {
                world.after(RETRY_NANOS, () -> wake(history));
            }
            return;
        }
        SteppedSequencer log = open.get();
        try {
            log.step();
        } catch (DiskFault e) {
            world.tell("orderer's disk failed: " + e.getMessage());
        }
        look(history, log.reader());
        long next = log.nanosToNext();
        if (next != Long.MAX_VALUE && world.nanos() + next < history.timer) {
            history.timer = world.nanos() + Math.max(next, 1);
            long mine = history.timer;
            world.at(mine, () -> {
                if (history.timer == mine) {
                    history.timer = Long.MAX_VALUE;
                    wake(history);
                }
            });
        }
    }

    /** What it serves as final, anybody may believe. */
    private void look(History history, LogReader reader) {
        reader.finalCheckpoint()
                .filter(signed -> signed.size() > history.finalSeen)
                .ifPresent(signed -> {
                    for (long i = history.finalSeen; i < signed.size(); i++) {
                        community.invariants().isFinal("the orderer" + history.name, i, reader.leafHash(i));
                    }
                    history.finalSeen = signed.size();
                    finals.add(signed.toBytes());
                    world.tell("final " + history.name + signed.size());
                });
    }

    /** A member's next statement arrives; it has at most one on its way. */
    void submit(int from, Random dice) {
        world.send(from, member, () -> {
            if (gone) {
                return;
            }
            if (lying
                    && kind == Scenario.Operator.OMITS
                    && from == community.scenario().members() - 1) {
                History history = histories.getFirst();
                open(history).ifPresent(log -> {
                    Envelope statement = next(log, from);
                    world.tell("orderer leaves out a statement of m" + from);
                    world.send(member, from, () -> community.member(from).acknowledged(epoch, statement.id()));
                });
                return;
            }
            boolean all = kind != Scenario.Operator.FORKS || dice.nextInt(3) == 0;
            for (History history : List.copyOf(histories)) {
                if (all || history == shownTo(from)) {
                    append(history, from);
                }
            }
        });
    }

    private static Envelope next(SteppedSequencer log, int from) {
        return Keys.statement(from, log.nextPosition(Keys.author(from).id()).sequence());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it returns completes with what is handled here
    private void append(History history, int from) {
        open(history).ifPresent(log -> {
            Envelope statement = next(log, from);
            log.append(statement).whenComplete((receipt, failure) -> {
                if (failure == null) {
                    history.receipts.add(receipt);
                    world.send(member, from, () -> community.member(from).acknowledged(epoch, statement.id()));
                }
            });
            wake(history);
        });
    }

    /** Does what its kind of liar does. */
    void lie() {
        lying = true;
        switch (kind) {
            case HONEST -> {}
            case LEAVES -> {
                gone = true;
                world.tell("the orderer is gone for good");
            }
            case OMITS, WITHHOLDS, REPLAYS -> world.tell("the orderer begins to lie: " + kind);
            case FORKS, SPLITS -> fork(histories.getFirst().disk.copy());
            case REORDERS -> {
                CrashDisk before = histories.getFirst().disk.copy();
                world.after(REORDER_NANOS, () -> {
                    fork(before);
                    for (int from = community.scenario().members() - 1; from >= 0; from--) {
                        append(histories.getLast(), from);
                    }
                });
            }
        }
    }

    private void fork(CrashDisk copy) {
        if (histories.size() == 1) {
            copy.heal();
            History second = new History("b", copy);
            histories.add(second);
            world.tell("the orderer goes on in two histories");
            // From here on they differ.
            append(second, member);
            append(histories.getFirst(), community.scenario().members() - 1);
        }
    }

    void crash(Random dice) {
        for (History history : histories) {
            history.disk.crash(dice);
            history.log = Optional.empty();
            wake(history);
        }
        world.tell("the orderer loses power");
    }

    void diskFails(Random dice) {
        CrashDisk.Failure how = Community.failure(dice);
        histories.getFirst().disk.failAt(1 + dice.nextInt(30), how, false);
        world.tell("the orderer's disk will fail once: " + how);
    }

    void clear() {
        histories.forEach(history -> {
            history.disk.heal();
            wake(history);
        });
    }

    /** Everything published is final; of an honest one with its log open. */
    boolean isSettled() {
        Optional<SteppedSequencer> log = histories.getFirst().log;
        return log.isPresent()
                && log.get().finality().finalSize() == log.get().finality().acceptedSize();
    }

    long finalSize() {
        return histories.getFirst().finalSeen;
    }

    /** What this machine serves a member. */
    LogSource source(int to) {
        return new LogSource() {
            @Override
            public String name() {
                return "orderer";
            }

            private LogReader reader() throws IOException {
                Optional<SteppedSequencer> log = gone ? Optional.empty() : shownTo(to).log;
                if (log.isEmpty() || !world.lineHolds(to, member)) {
                    throw new IOException("no answer");
                }
                return log.get().reader();
            }

            @Override
            public Optional<byte[]> checkpoint() throws IOException {
                LogReader reader = reader();
                if (lying && kind == Scenario.Operator.REPLAYS && !finals.isEmpty()) {
                    community.notice("replayed");
                    return Optional.of(finals.getFirst());
                }
                if (hasForked() && (asked++ & 1) == 0) {
                    // Not final, and shown as if it were.
                    return Optional.of(reader.checkpoint().toBytes());
                }
                return reader.resource("checkpoint");
            }

            @Override
            public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
                LogReader reader = reader();
                return lying && kind == Scenario.Operator.WITHHOLDS ? Optional.empty() : reader.resource(path);
            }

            @Override
            public Optional<byte[]> payload(Digest statementId, int bytesMax) {
                return Optional.empty();
            }
        };
    }
}
