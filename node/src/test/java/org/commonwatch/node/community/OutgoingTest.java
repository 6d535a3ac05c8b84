package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.OverdueRule;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.commonwatch.node.outbound.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Own statements on their way to nodes that take them, refuse them, are away, or only say that they took them. */
class OutgoingTest {
    private static final String ORIGIN = "commonwatch/harbour/1";
    private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
    private static final Duration BOUND = Duration.ofMillis(300);
    private static final SigningKey MEMBER = SigningKey.generate(new SecureRandom());
    private static final SigningKey OTHER = SigningKey.generate(new SecureRandom());

    @TempDir
    private Path folder = Path.of("");

    /** Nodes by number; each answers as it was told. */
    private static final class Nodes implements Outgoing.Way {
        /** What one node answers to parcels; empty: it is away. */
        interface Node {
            Optional<String> answer();
        }

        final List<Node> nodes = new CopyOnWriteArrayList<>();
        final List<Integer> asked = new CopyOnWriteArrayList<>();
        volatile int next;

        @Override
        public Reply post(byte[] parcels) throws IOException {
            asked.add(next);
            String answer = nodes.get(next).answer().orElseThrow(() -> new IOException("it is away"));
            return new Reply(200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void failed() {
            next = (next + 1) % nodes.size();
        }

        @Override
        public int nodes() {
            return nodes.size();
        }
    }

    private static Envelope envelope(SigningKey by, int number) throws Refused {
        Draft draft = Draft.of(ORIGIN, "org.example", NOW, "test.note", 1, Audience.of("harbour"))
                .with(JsonNodeFactory.instance.objectNode().put("number", number));
        return Envelope.sign(draft, LanePosition.FIRST, by);
    }

    private static Optional<String> index(long index) {
        return Optional.of("{\"results\":[{\"index\":" + index + "}]}");
    }

    private static void eventually(BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.sleep(5);
        }
    }

    @Test
    void whoIsAwayIsPassedAndWhoWorkedLastIsAskedFirst() throws Refused, InterruptedException {
        Nodes nodes = new Nodes();
        nodes.nodes.add(Optional::empty);
        nodes.nodes.add(() -> Optional.of("{\"results\":[{\"code\":\"later\"}]}"));
        nodes.nodes.add(() -> index(7));
        try (Outgoing outgoing = new Outgoing("harbour", nodes, statement -> Optional.empty())) {
            outgoing.begin();
            Envelope first = envelope(MEMBER, 1);
            CompletableFuture<Receipt> receipt = outgoing.add(first);
            eventually(() -> nodes.asked.size() == 3 && outgoing.trouble().isEmpty());
            assertEquals(List.of(0, 1, 2), List.copyOf(nodes.asked));
            var _ = outgoing.add(envelope(OTHER, 2));
            eventually(() -> nodes.asked.size() == 4);
            assertEquals(2, nodes.asked.getLast());
            assertFalse(receipt.isDone(), "a word is no entry");
            outgoing.included(7, List.of(first.leaf()), 8);
            assertEquals(7, receipt.join().index());
        }
    }

    /**
     * The ordering node says that an entry stands in the log, and signs a tree that leaves it out: this node's cosignature is
     * refused until the entry is there.
     */
    @Test
    void aTreeThatLeavesOutWhatWasAnsweredLongAgoIsNotCosigned() throws Refused, InterruptedException {
        Nodes nodes = new Nodes();
        nodes.nodes.add(() -> index(2));
        NoteSigner signer = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        LogSettings settings = new LogSettings(
                new LocalDisk(),
                folder.resolve("log"),
                ORIGIN,
                "org.example",
                signer,
                SigningKey.generate(new SecureRandom()),
                Admission.verifiedByCaller(),
                () -> NOW,
                System::nanoTime,
                Thread::new,
                Duration.ZERO);
        Envelope mine = envelope(MEMBER, 1);
        try (Outgoing outgoing = new Outgoing("harbour", nodes, statement -> Optional.empty());
                LocalSequencer lying = LocalSequencer.open(settings)) {
            lying.append(envelope(OTHER, 2)).join();
            Witness witness = new Witness(
                    new LocalDisk(),
                    folder.resolve("witness"),
                    List.of(Cosigner.ofMlDsa44("w.example", MlDsaSigningKey.generate(new SecureRandom()))),
                    origin -> Optional.of(new WitnessedLog(
                            ORIGIN,
                            List.of(signer.noteKey()),
                            List.of(new OverdueRule(
                                    (size, bound) -> outgoing.leftOut(lying.reader(), size, bound), BOUND)))),
                    Clock.systemUTC(),
                    fork -> {});
            MirrorWitness mirror = new MirrorWitness(witness, origin -> Optional.of(Witnessing.own(lying::reader)));

            assertInstanceOf(Verdict.Cosigned.class, mirror.add(newest(witness, lying)));
            outgoing.begin();
            CompletableFuture<Receipt> receipt = outgoing.add(mine);
            eventually(() -> !outgoing.leftOut(lying.reader(), 2, Duration.ZERO).isEmpty());
            assertEquals(
                    List.of(), outgoing.leftOut(lying.reader(), 2, Duration.ofDays(1)), "it may still come in time");

            lying.append(envelope(SigningKey.generate(new SecureRandom()), 3)).join();
            assertEquals(3, lying.reader().size(), "another's entry stands where mine should");
            Thread.sleep(BOUND.plusMillis(50));
            Verdict.Unprocessable no =
                    assertInstanceOf(Verdict.Unprocessable.class, mirror.add(newest(witness, lying)));
            assertEquals("entry-overdue", no.why().code());
            assertFalse(receipt.isDone());

            long index = lying.append(mine).join().index();
            nodes.nodes.set(0, () -> index(index));
            outgoing.included(index, List.of(mine.leaf()), index + 1);
            assertEquals(index, receipt.join().index());
            assertInstanceOf(Verdict.Cosigned.class, mirror.add(newest(witness, lying)), "it is there now");
        }
    }

    @Test
    void whatStandsWhereItWasSaidToIsNotLeftOut() throws Refused, InterruptedException {
        NoteSigner signer = new NoteSigner(ORIGIN, SigningKey.generate(new SecureRandom()));
        LogSettings settings = new LogSettings(
                new LocalDisk(),
                folder.resolve("log"),
                ORIGIN,
                "org.example",
                signer,
                SigningKey.generate(new SecureRandom()),
                Admission.verifiedByCaller(),
                () -> NOW,
                System::nanoTime,
                Thread::new,
                Duration.ZERO);
        Envelope mine = envelope(MEMBER, 1);
        Nodes nodes = new Nodes();
        try (LocalSequencer honest = LocalSequencer.open(settings);
                Outgoing outgoing = new Outgoing("harbour", nodes, statement -> Optional.empty())) {
            long index = honest.append(mine).join().index();
            nodes.nodes.add(() -> index(index));
            outgoing.begin();
            var _ = outgoing.add(mine);
            eventually(() ->
                    !outgoing.leftOut(honest.reader(), index, Duration.ZERO).isEmpty());
            assertEquals(List.of(mine.id()), outgoing.leftOut(honest.reader(), index, Duration.ZERO), "a smaller tree");
            assertEquals(List.of(), outgoing.leftOut(honest.reader(), index + 1, Duration.ZERO));
        }
    }

    private static AddCheckpoint newest(Witness witness, LocalSequencer log) {
        SignedCheckpoint newest = log.reader().checkpoint();
        long before = witness.last(ORIGIN).map(SignedCheckpoint::size).orElse(0L);
        return new AddCheckpoint(
                before,
                before == 0 ? List.of() : log.reader().consistency(before, newest.size()),
                newest.checkpoint(),
                newest.note());
    }
}
