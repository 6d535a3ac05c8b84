package org.commonwatch.node.spine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.council.Seat;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.council.RunningCouncil;

/** Two spines whose nodes order one community's log, over real Raft on the loopback address; both organisations speak in it. */
public final class TwoSeats implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Place founding;
    private final Place joining;
    private final NodeFixture founder;
    private final NodeFixture joiner;

    /**
     * @param first projections of the founder
     * @param second those of the node that joins
     */
    public TwoSeats(Path folder, List<EntryType<?>> types, List<Projection> first, List<Projection> second)
            throws Refused, IOException {
        Path home = folder.resolve("second");
        LogFile own = prepared(home, types, second);
        founding = new Place("first", folder.resolve("raft-first"));
        joining = new Place("second", folder.resolve("raft-second"));
        List<VerifyingKey> speaking = new ArrayList<>();
        speaking.add(NoteKey.parse(own.authorKey()).key());
        founder = open(folder.resolve("first"), types, first, founding, speaking);
        Log log = founder.community();
        LogFile file =
                LogFile.named(founder.spine().home().ledger(), log.name()).orElseThrow();
        speaking.add(NoteKey.parse(file.authorKey()).key());
        NoteKey another =
                new NoteKey(log.origin(), NoteKey.parse(own.checkpointKey()).key());
        Policy both = PolicyBuilder.community(
                List.of(
                        new Policy.Log(founder.logs().keys(log).checkpoint(), Optional.empty()),
                        new Policy.Log(another, Optional.empty())),
                List.of());
        founder.spine().policy(log, both);
        founder.spine().takeSeat(log, Optional.empty());
        founding.awaitLeader();
        joining.joins = Optional.of(founding);
        LogFile shared =
                LogFile.named(founder.spine().home().ledger(), log.name()).orElseThrow();
        deleteAll(home.resolve("ledger").resolve(log.name()));
        Files.write(shared.path(home.resolve("ledger")), shared.toBytes());
        joiner = open(home, types, second, joining, speaking);
        founding.council().seats(List.of(founding.seat, joining.seat));
    }

    /** A home whose own community's log nobody needs; what its keys are. */
    private static LogFile prepared(Path home, List<EntryType<?>> types, List<Projection> projections)
            throws IOException {
        try (NodeFixture node = NodeFixture.open(home, new LocalDisk(), Clock.systemUTC(), types, projections)) {
            Path ledger = node.spine().home().ledger();
            return LogFile.named(ledger, node.community().name()).orElseThrow();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static NodeFixture open(
            Path home,
            List<EntryType<?>> types,
            List<Projection> projections,
            CouncilLogs councils,
            List<VerifyingKey> speaking) {
        return NodeFixture.open(
                home, new LocalDisk(), Clock.systemUTC(), types, projections, councils, new Everybody(speaking));
    }

    public NodeFixture founder() {
        return founder;
    }

    public NodeFixture joiner() {
        return joiner;
    }

    /** How the council runs, as the founder's node sees it, or the other one. */
    public RunningCouncil seenBy(NodeFixture node) {
        return node == founder ? founding : joining;
    }

    /** Both have applied what is final at the founder's. */
    public void catchUp() {
        founder.catchUp();
        await(() ->
                joiner.spine().finalSize(joiner.community()) >= founder.spine().finalSize(founder.community()));
        joiner.catchUp();
    }

    private static void await(BooleanSupplier holds) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        joiner.close();
        founder.close();
    }

    /** Whoever has one of these keys. */
    private record Everybody(List<VerifyingKey> speaking) implements Speakers {
        @Override
        public boolean named(Db db, Log log) {
            return true;
        }

        @Override
        public Optional<VerifyingKey> key(Db db, Log log, Statement statement) {
            return speaking.stream()
                    .filter(key -> key.id().equals(statement.key()))
                    .findFirst();
        }
    }

    /** Where one of the nodes takes part. */
    private static final class Place extends LoopbackCouncil implements RunningCouncil {
        private Optional<Place> joins = Optional.empty();
        private Optional<CouncilSequencer> opened = Optional.empty();

        Place(String name, Path raft) {
            super(name, raft);
        }

        CouncilSequencer council() {
            return opened.orElseThrow();
        }

        void awaitLeader() {
            await(() -> council().leads());
        }

        @Override
        List<LogSource> sources() {
            return joins.map(other -> List.<LogSource>of(
                            new ReaderSource("first", other.council().reader())))
                    .orElse(List.of());
        }

        @Override
        public Sequencer open(Part part) {
            CouncilSequencer sequencer = joins.isEmpty() ? CouncilSequencer.open(settings(part)) : join(part);
            opened = Optional.of(sequencer);
            return sequencer;
        }

        @Override
        public CouncilSequencer join(Part part) {
            try {
                return CouncilSequencer.join(settings(part), List.of(joins.orElseThrow().seat));
            } catch (Refused e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<List<String>> ordering(Log log) {
            return opened.map(Place::names);
        }

        @Override
        public Optional<Running> running(Log log) {
            return opened.map(council -> new Running(
                    council.leads(),
                    council.leader().map(Seat::name),
                    names(council),
                    !council.agreed().isEmpty(),
                    "",
                    council.trouble().orElse("")));
        }

        private static List<String> names(CouncilSequencer council) {
            return council.seats().stream().map(Seat::name).toList();
        }
    }
}
