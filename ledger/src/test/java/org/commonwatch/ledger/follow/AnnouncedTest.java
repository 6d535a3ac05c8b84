package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.junit.jupiter.api.Test;

/** Entries that come with an announcement count like fetched ones, and a wrong one no more than a wrong answer. */
class AnnouncedTest {
    private static final Path FOLDER = Path.of("/disk");
    private static final Policy UNWITNESSED = Policy.unwitnessed(Logs.SIGNER.noteKey());

    private final CrashDisk disk = new CrashDisk(FOLDER);
    private final CrashDisk far = new CrashDisk(Path.of("/origin"));
    private final LogWriter writer = LogWriter.at(far, Path.of("/origin"), 0);
    private SignedCheckpoint head = sign();
    private final Served source = new Served("one", new LogReader(far, Path.of("/origin"), () -> head));
    private final Follower follower = Follower.open(new FollowSettings(
            disk,
            FOLDER.resolve("log"),
            Logs.ORIGIN,
            UNWITNESSED,
            () -> List.of(source),
            EntryCheck.NONE,
            Runnable::run));

    private SignedCheckpoint sign() {
        return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), Logs.SIGNER);
    }

    private static List<byte[]> leaves(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> ("entry " + i).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private SignedCheckpoint grow(int from, int to) throws IOException {
        leaves(from, to).forEach(writer::append);
        writer.writeTiles();
        head = sign();
        return head;
    }

    private void holds(long size, String what) {
        assertEquals(size, follower.finality().finalSize(), what);
        Trust trust = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), any -> Optional.empty());
        assertEquals(
                List.of(), Verifier.verify(disk, FOLDER.resolve("log"), trust).damages(), what);
    }

    @Test
    void announcedEntriesAreTakenWithoutAsking() throws Exception {
        int size = 0;
        for (int step : new int[] {3, 1, 250, 5, 300, 1}) {
            SignedCheckpoint next = grow(size, size + step);
            follower.announced().add(size, leaves(size, size + step));
            follower.follow(next.toBytes(), source);
            size += step;
            holds(size, "after " + size);
        }
        assertEquals(List.of(), source.asked);
    }

    @Test
    void whatWasPublishedIsHeldBeforeItIsFinal() throws Exception {
        SignedCheckpoint published = grow(0, 4);
        follower.announced().add(0, leaves(0, 4));
        assertEquals(Optional.empty(), follower.holdAhead(published.toBytes()));
        assertEquals(4, follower.finality().publishedSize());
        assertEquals(0, follower.finality().finalSize());
        follower.follow(published.toBytes(), source);
        holds(4, "when it is final");
        assertEquals(List.of(), source.asked);
    }

    @Test
    void wrongEntriesAreForgottenAndFetched() throws Exception {
        SignedCheckpoint next = grow(0, 5);
        follower.announced().add(0, leaves(1, 6));
        follower.follow(next.toBytes(), source);
        holds(5, "though it was lied to");
        assertEquals(List.of("tile/entries/000.p/5"), source.asked);
        assertFalse(follower.sources().getFirst().putAside(), "whose entries they were is not known");
    }

    @Test
    void aGapIsFetched() throws Exception {
        grow(0, 2);
        follower.follow();
        source.asked.clear();
        SignedCheckpoint next = grow(2, 6);
        follower.announced().add(4, leaves(4, 6));
        follower.follow(next.toBytes(), source);
        holds(6, "with entries that nobody announced");
        assertEquals(List.of("tile/entries/000.p/6"), source.asked);
    }

    @Test
    void keepsTheNewestWithinItsBounds() {
        Announced announced = new Announced();
        announced.add(0, leaves(0, Announced.LEAVES_MAX));
        assertTrue(announced.between(0, Announced.LEAVES_MAX).isPresent());
        announced.add(Announced.LEAVES_MAX, leaves(0, 1));
        assertTrue(announced.between(0, 2).isEmpty(), "the oldest went");
        assertEquals(
                Announced.LEAVES_MAX,
                announced.between(1, Announced.LEAVES_MAX + 1L).orElseThrow().size());
        announced.add(Announced.LEAVES_MAX + 1L, List.of(new byte[Announced.BYTES_MAX], new byte[1]));
        assertEquals(
                1,
                announced
                        .between(Announced.LEAVES_MAX + 2L, Announced.LEAVES_MAX + 3L)
                        .orElseThrow()
                        .getFirst()
                        .length);
        assertTrue(announced
                .between(Announced.LEAVES_MAX + 1L, Announced.LEAVES_MAX + 3L)
                .isEmpty());
    }

    @Test
    void whoWaitsForEntriesGoesOnWhenTheyComeOrAreHeldOrTimeIsUp() throws InterruptedException {
        Announced announced = new Announced();
        announced.await(0, 1, System::nanoTime);
        announced.await(1, 1_000_000, System::nanoTime);
        Thread teller = Thread.ofPlatform().start(() -> announced.add(0, leaves(0, 2)));
        announced.await(2, Long.MAX_VALUE / 4, System::nanoTime);
        teller.join();
        announced.held(9);
        announced.await(9, Long.MAX_VALUE / 4, System::nanoTime);
        assertTrue(announced.between(0, 2).isEmpty(), "what is held is not kept");
        // A repetition of what is held changes nothing.
        announced.add(7, leaves(7, 9));
        assertTrue(announced.between(7, 9).isEmpty());
        announced.add(8, leaves(8, 11));
        assertEquals(2, announced.between(9, 11).orElseThrow().size());
    }

    @Test
    void aCheckpointThatNobodySignedIsNotHeld() throws Exception {
        SignedCheckpoint right = grow(0, 2);
        byte[] forged = right.toBytes();
        forged[forged.length - 5] ^= 1;
        follower.announced().add(0, leaves(0, 2));
        assertThrows(Refused.class, () -> follower.holdAhead(forged));
        assertEquals(0, follower.finality().publishedSize());
    }
}
