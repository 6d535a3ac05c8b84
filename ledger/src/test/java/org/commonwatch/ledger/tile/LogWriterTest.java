package org.commonwatch.ledger.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.BentDisk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Proofs;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree with three levels of tiles, against the whole tree in memory. */
class LogWriterTest {
    private static final int SIZE = 70_000;
    private static final long SEED = 20261122L;

    @TempDir
    Path directory;

    private final List<Digest> hashes = new ArrayList<>();

    private static byte[] leaf(int index) {
        return Integer.toString(index).getBytes(StandardCharsets.US_ASCII);
    }

    private LogReader written() throws IOException {
        LogWriter writer = LogWriter.at(new LocalDisk(), directory, 0);
        for (int i = 0; i < SIZE; i++) {
            hashes.add(writer.append(leaf(i)));
        }
        writer.writeTiles();
        SignedCheckpoint head = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, SIZE, writer.root()), Logs.SIGNER);
        writer.writeCheckpoint(head);
        return new LogReader(new LocalDisk(), directory, () -> head);
    }

    @Test
    void readsBackWhatWasWrittenWithProofsThatHold() throws IOException, Refused {
        LogReader reader = written();
        MerkleTree tree = MerkleTree.of(hashes);
        assertEquals(tree.root(), reader.root());
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(SIZE);
            int index = random.nextInt(size);
            String what = "seed " + SEED + " round " + round;
            Digest root = Proofs.root(tree, size);
            assertEquals(root, reader.rootAt(size), what);
            assertArrayEquals(leaf(index), reader.entry(index).bytes(), what);
            ProofCheck.inclusion(index, size, hashes.get(index), reader.inclusion(index, size), root);
            assertEquals(Proofs.consistency(tree, size, SIZE), reader.consistency(size, SIZE), what);
        }
        List<Leaf> across = reader.entries(250, 530).toList();
        assertEquals(280, across.size());
        assertEquals(250, across.getFirst().index());
        assertArrayEquals(leaf(529), across.getLast().bytes());
        assertEquals(List.of(), reader.entries(SIZE, SIZE).toList());
        assertThrows(IllegalArgumentException.class, () -> reader.entries(0, SIZE + 1));
    }

    @Test
    void goesOnFromAnyFullBundleAsIfItHadNeverStopped() throws IOException {
        LogReader reader = written();
        for (int start : new int[] {0, 256, 65_280, 65_536, 69_888}) {
            LogWriter again = LogWriter.at(new LocalDisk(), directory, start);
            for (int i = start; i < SIZE; i++) {
                again.append(leaf(i));
            }
            assertEquals(reader.root(), again.root(), "from " + start);
        }
        assertThrows(IllegalArgumentException.class, () -> LogWriter.at(new LocalDisk(), directory, 255));
    }

    @Test
    void damageIsAFaultAndNotAWrongAnswer() throws IOException {
        LogReader reader = written();
        Path bundle = directory.resolve("tile/entries/003");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length - 1] ^= 1;
        Files.write(bundle, bytes);
        LogDamaged damaged =
                assertThrows(LogDamaged.class, () -> reader.entries(0, 1_024).forEach(leaf -> {}));
        assertEquals("tile/entries/003", damaged.file());
        Files.delete(directory.resolve("tile/1/000"));
        assertThrows(DiskFault.class, () -> reader.rootAt(65_280));
    }

    @Test
    void servesExactlyThePublishedFiles() throws IOException {
        LogReader reader = written();
        for (String path :
                List.of("checkpoint", "tile/0/000", "tile/0/273.p/112", "tile/2/000.p/1", "tile/entries/272")) {
            assertArrayEquals(
                    Files.readAllBytes(directory.resolve(path)),
                    reader.resource(path).orElseThrow(),
                    path);
        }
        assertTrue(reader.resource("tile/1/001.p/3").isPresent());
        assertFalse(reader.resource("tile/0/273.p/113").isPresent());
        assertFalse(reader.resource("tile/0/273").isPresent());
        assertFalse(reader.resource("tile/9/000").isPresent());
        assertFalse(reader.resource("../secret").isPresent());
    }

    /** Partial tiles are not synced: a power cut may leave one of the served tree torn, under entries that go further. */
    @Test
    void repairsTornPartialTilesOfATreeThatIsKept() throws IOException {
        LocalDisk disk = new LocalDisk();
        LogWriter before = LogWriter.at(disk, directory, 0);
        for (int i = 0; i < 4; i++) {
            before.append(leaf(i));
        }
        before.writeTiles();
        for (String name : List.of("tile/0/000.p/4", "tile/entries/000.p/4")) {
            Path file = directory.resolve(name);
            byte[] right = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(right, right.length / 2));
            LogWriter after = LogWriter.at(disk, directory, 0);
            for (int i = 0; i < 6; i++) {
                after.append(leaf(i));
            }
            after.writeTiles();
            after.keep(Set.of(4L));
            after.restoreKept();
            after.deleteSuperseded();
            assertArrayEquals(right, Files.readAllBytes(file), name);
        }
    }

    /** A log that publishes each entry by itself makes a few files a bundle and deletes as few, and every tree is served whole. */
    @Test
    void partialTilesTakeTheFilesOfThoseBefore() throws IOException {
        AtomicInteger deleted = new AtomicInteger();
        LogWriter writer = LogWriter.at(
                new BentDisk(new LocalDisk()) {
                    @Override
                    public void delete(Path file) throws IOException {
                        deleted.incrementAndGet();
                        super.delete(file);
                    }
                },
                directory,
                0);
        int size = 3 * TilePath.WIDTH + 9;
        for (int i = 0; i < size; i++) {
            writer.append(leaf(i));
            writer.writeTiles();
            writer.keep(Set.of((long) i + 1));
            writer.tidySuperseded();
            for (TilePath path : TilePath.partials(i + 1)) {
                long bytes = Files.size(directory.resolve(path.text()));
                assertTrue(path.isEntries() || bytes == path.width() * (long) Digest.BYTES, path.text());
            }
        }
        assertTrue(deleted.get() < 100, "deleted " + deleted);
        writer.deleteSuperseded();
        SignedCheckpoint head = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, writer.root()), Logs.SIGNER);
        LogReader reader = new LogReader(new LocalDisk(), directory, () -> head);
        assertEquals(writer.root(), reader.rootAt(size));
        assertEquals(size, reader.entries(0, size).count());
        try (Stream<Path> files = Files.walk(directory.resolve("tile"))) {
            assertEquals(
                    TilePath.partials(size).size(),
                    files.filter(file -> file.toString().contains(".p/")).count());
        }
    }
}
