package org.commonwatch.ledger.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that transparency-dev/tessera wrote, byte for byte; read where it lies. */
class TesseraLogTest {
    private static final Path TESSERA =
            Path.of(System.getProperty("commonwatch.root", "."), "../shared/data/tlog/tessera-log");
    private static final int SIZE = 15;

    @TempDir
    Path directory;

    private static SignedCheckpoint checkpoint(String name) throws IOException, Refused {
        Note note = Note.parse(Files.readAllBytes(TESSERA.resolve(name)));
        assertArrayEquals(Files.readAllBytes(TESSERA.resolve(name)), note.toBytes());
        return new SignedCheckpoint(Checkpoint.parse(note.text()), note);
    }

    @Test
    void ourReaderReadsTheirLogAndOurWriterWritesTheSameFiles() throws IOException, Refused {
        assumeTrue(Files.isDirectory(TESSERA), "skipped: no log at " + TESSERA);
        SignedCheckpoint head = checkpoint("checkpoint");
        LogReader theirs = new LogReader(new LocalDisk(), TESSERA, () -> head);
        List<Leaf> leaves = theirs.entries(0, SIZE).toList();
        assertEquals("one", new String(leaves.getFirst().bytes(), StandardCharsets.UTF_8));
        assertEquals(head.root(), theirs.rootAt(SIZE));

        LogWriter writer = LogWriter.at(new LocalDisk(), directory, 0);
        for (Leaf leaf : leaves) {
            writer.append(leaf.bytes());
            String then = "checkpoint." + writer.size();
            if (Files.exists(TESSERA.resolve(then))) {
                assertEquals(checkpoint(then).root(), writer.root());
            }
            writer.writeTiles();
            for (String kind : List.of("tile/0", "tile/entries")) {
                String path = kind + "/000.p/" + writer.size();
                assertArrayEquals(
                        Files.readAllBytes(TESSERA.resolve(path)), Files.readAllBytes(directory.resolve(path)), path);
            }
        }
        assertEquals(head.root(), writer.root());
    }

    @Test
    void theirCheckpointsAreConsistentWithEachOther() throws IOException, Refused {
        assumeTrue(Files.isDirectory(TESSERA), "skipped: no log at " + TESSERA);
        SignedCheckpoint head = checkpoint("checkpoint");
        LogReader theirs = new LogReader(new LocalDisk(), TESSERA, () -> head);
        List<SignedCheckpoint> chain = new ArrayList<>();
        for (int size = 1; size <= SIZE; size++) {
            if (Files.exists(TESSERA.resolve("checkpoint." + size))) {
                chain.add(checkpoint("checkpoint." + size));
            }
        }
        assertTrue(chain.size() > 10);
        for (SignedCheckpoint older : chain) {
            for (SignedCheckpoint newer : chain) {
                if (older.size() <= newer.size()) {
                    ProofCheck.consistency(
                            older.size(),
                            newer.size(),
                            theirs.consistency(older.size(), newer.size()),
                            older.root(),
                            newer.root());
                }
            }
        }
    }
}
