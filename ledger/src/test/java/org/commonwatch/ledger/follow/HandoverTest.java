package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.Handovers;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.junit.jupiter.api.Test;

/** A log whose keys change while somebody is away. */
class HandoverTest {
    private static final Path LOG = Path.of("/log");
    private static final Path ORIGIN = Path.of("/origin");
    private static final NoteSigner ONE = Logs.SIGNER;
    private static final NoteSigner TWO = new NoteSigner(Logs.ORIGIN, Logs.key(21));
    private static final NoteSigner THREE = new NoteSigner(Logs.ORIGIN, Logs.key(22));
    private static final NoteSigner STRANGER = new NoteSigner(Logs.ORIGIN, Logs.key(23));

    private final CrashDisk disk = new CrashDisk(Path.of("/"));
    private final CrashDisk origin = new CrashDisk(ORIGIN);
    private final LogWriter writer = LogWriter.at(origin, ORIGIN, 0);
    private final List<LogSource> sources = new ArrayList<>();
    private SignedCheckpoint head = sign(ONE);

    private SignedCheckpoint sign(NoteSigner by) {
        return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), by);
    }

    private void grow(int count, NoteSigner by) {
        for (int i = 0; i < count; i++) {
            writer.append(("entry " + writer.size()).getBytes(StandardCharsets.UTF_8));
        }
        try {
            writer.writeTiles();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        head = sign(by);
    }

    private Served served(String name) {
        return new Served(name, new LogReader(origin, ORIGIN, () -> head));
    }

    private Handovers handovers() {
        return new Handovers(origin, ORIGIN);
    }

    private Follower open(NoteSigner policy, NoteSigner... former) {
        return Follower.open(new FollowSettings(
                disk,
                LOG,
                Logs.ORIGIN,
                Policy.unwitnessed(policy.noteKey()),
                () -> List.copyOf(sources),
                EntryCheck.NONE,
                Runnable::run,
                List.of(former).stream().map(NoteSigner::noteKey).toList(),
                Optional.empty()));
    }

    /** Ten entries by each key, and a handover where the next took over. */
    private void threeReigns() {
        grow(10, ONE);
        handovers().keep(head);
        grow(10, TWO);
        handovers().keep(head);
        grow(10, THREE);
        sources.add(served("today"));
    }

    @Test
    void whoWasAwayComesFromPolicyToPolicy() {
        threeReigns();
        Follower first = open(ONE);
        assertEquals(new FollowOutcome.Advanced(0, 10), first.follow());
        assertInstanceOf(FollowOutcome.Incomplete.class, first.follow(), "until the next policy is in force here");
        assertEquals(new FollowOutcome.Advanced(10, 20), open(TWO, ONE).follow());
        Follower third = open(THREE, ONE, TWO);
        assertEquals(new FollowOutcome.Advanced(20, 30), third.follow());
        assertEquals(new FollowOutcome.Current(30), third.follow());
        assertEquals(writer.root(), third.reader().root());
        assertFalse(third.sources().getFirst().putAside());
        assertFalse(first.sources().getFirst().putAside(), "keys that are not known are no lie");
    }

    @Test
    void oneThatIsBehindAsWellHidesNothing() {
        threeReigns();
        Follower follower = open(ONE);
        follower.follow();
        // It serves what this node has already; the others serve what this node cannot judge.
        SignedCheckpoint old = SignedCheckpoint.sign(
                Checkpoint.of(Logs.ORIGIN, 10, follower.reader().rootAt(10)), ONE);
        sources.addFirst(new Served("behind", new LogReader(origin, ORIGIN, () -> old))
                .bent((path, bytes) -> path.equals(Handovers.LIST) ? Optional.empty() : bytes));
        assertEquals(new FollowOutcome.Advanced(10, 20), open(TWO, ONE).follow());
    }

    @Test
    void whatAStrangerSignedIsNotBelievedAsAHandover() {
        threeReigns();
        byte[] forged = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, 10, writer.root()), STRANGER)
                .toBytes();
        sources.set(
                0, served("liar").bent((path, bytes) -> path.startsWith("handover/") ? Optional.of(forged) : bytes));
        Follower follower = open(ONE);
        assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        assertEquals(0, follower.finality().finalSize());
        sources.add(served("honest"));
        assertEquals(new FollowOutcome.Advanced(0, 10), follower.follow());
        sources.set(
                0,
                served("list")
                        .bent((path, bytes) -> path.equals(Handovers.LIST)
                                ? Optional.of("20\n10\n".getBytes(StandardCharsets.US_ASCII))
                                : bytes));
        open(TWO, ONE).follow();
        Follower careful = open(THREE, ONE, TWO);
        careful.follow();
        assertEquals(30, careful.finality().finalSize());
    }

    @Test
    void anAnnouncedCheckpointOfUnknownKeysIsRefusedAndSaysSo() {
        threeReigns();
        Follower follower = open(ONE);
        Refused refused = assertThrows(Refused.class, () -> follower.follow(head.toBytes(), sources.getFirst()));
        assertEquals(Follower.UNSIGNED, refused.refusal().code());
    }

    /** Whose key the policy names no more has signed what lies here. */
    @Test
    void whatIsHereOpensWithTheKeysOfBefore() {
        grow(10, ONE);
        sources.add(served("one"));
        open(ONE).follow();
        assertThrows(LogDamaged.class, () -> open(TWO));
        assertEquals(10, open(TWO, ONE).finality().finalSize());
    }

    @Test
    void theListIsAscendingAndBounded() throws Refused {
        assertEquals(List.of(1L, 20L), Handovers.parse("1\n20\n".getBytes(StandardCharsets.US_ASCII)));
        for (String wrong : List.of("", "\n", "0\n", "1\n1\n", "2\n1\n", "x\n", "1\n\n\n2\n", "01\n", "-1\n")) {
            assertThrows(
                    Refused.class, () -> Handovers.parse(wrong.getBytes(StandardCharsets.US_ASCII)), "'" + wrong + "'");
        }
        String many =
                LongStream.rangeClosed(1, 1_025).mapToObj(size -> size + "\n").reduce("", String::concat);
        assertThrows(Refused.class, () -> Handovers.parse(many.getBytes(StandardCharsets.US_ASCII)));
        assertTrue(Handovers.isPath("handover/20") && Handovers.isPath("handovers"));
        assertFalse(Handovers.isPath("handover/../checkpoint") || Handovers.isPath("handover/020"));
    }

    @Test
    void theSameOneIsKeptOnceAndServed() {
        threeReigns();
        handovers().keep(sign(THREE));
        handovers().keep(sign(THREE));
        assertEquals(List.of(10L, 20L, 30L), handovers().sizes());
        LogReader reader = new LogReader(origin, ORIGIN, () -> head);
        assertEquals(
                "10\n20\n30\n", new String(reader.resource(Handovers.LIST).orElseThrow(), StandardCharsets.US_ASCII));
        assertTrue(reader.resource("handover/20").isPresent());
        assertTrue(reader.resource("handover/21").isEmpty());
    }
}
