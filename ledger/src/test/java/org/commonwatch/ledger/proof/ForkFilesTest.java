package org.commonwatch.ledger.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.sequence.Logs;
import org.junit.jupiter.api.Test;

class ForkFilesTest {
    private static final Path LOG = Path.of("/disk");

    private static Note signed(long size, int history) {
        Digest root = Digest.of(new byte[] {(byte) history});
        return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, root), Logs.SIGNER)
                .note();
    }

    private static Fork fork(long size) {
        return new Fork(signed(size, 1), signed(size, 2), Optional.empty());
    }

    @Test
    void aDamagedFileHidesNoOther() throws IOException {
        CrashDisk disk = new CrashDisk(LOG);
        ForkFiles evidence = new ForkFiles(disk, LOG);
        List<Fork> forks = List.of(fork(7), fork(8), fork(9));
        for (Fork fork : forks) {
            evidence.keep(fork);
        }
        assertEquals(Set.copyOf(forks), Set.copyOf(evidence.all()));

        disk.replace(LOG.resolve("evidence").resolve(forks.get(1).fileName()), new byte[] {'?'});
        assertEquals(Set.of(forks.get(0), forks.get(2)), Set.copyOf(evidence.all()));
    }
}
