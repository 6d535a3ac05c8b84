package org.commonwatch.ledger.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.Test;

class TlogProofTest {
    private static final List<NoteKey> KEYS = List.of(Logs.SIGNER.noteKey());

    private static List<TlogProof> proofs(List<byte[]> leaves) {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        List<TlogProof> proofs = new ArrayList<>();
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, Path.of("/disk/log")))) {
            LanePosition position = LanePosition.FIRST;
            for (int i = 0; i < 10; i++) {
                Envelope envelope = Logs.envelope(Logs.key(10), position, i);
                log.append(envelope).join();
                position = position.next(envelope.id());
            }
            log.reader().entries(0, 11).forEach(leaf -> {
                leaves.add(leaf.bytes());
                proofs.add(TlogProof.of(log.reader(), leaf.index()));
            });
        }
        return proofs;
    }

    @Test
    void everyEntrysProofVerifiesAfterATripThroughText() throws Refused {
        List<byte[]> leaves = new ArrayList<>();
        List<TlogProof> proofs = proofs(leaves);
        for (int i = 0; i < proofs.size(); i++) {
            byte[] text = proofs.get(i).withExtra(new byte[] {1, 2, 3}).toBytes();
            TlogProof parsed = TlogProof.parse(text);
            assertArrayEquals(text, parsed.toBytes());
            assertEquals(i, parsed.index());
            assertArrayEquals(new byte[] {1, 2, 3}, parsed.extra().orElseThrow());
            assertEquals(11, parsed.verify(leaves.get(i), Logs.ORIGIN, KEYS).size());
            byte[] other = leaves.get((i + 1) % leaves.size());
            assertThrows(Refused.class, () -> parsed.verify(other, Logs.ORIGIN, KEYS));
            assertThrows(Refused.class, () -> parsed.verify(leaves.getFirst(), "other.example/log", KEYS));
        }
    }

    @Test
    void theTextHasTheSpecifiedLines() {
        List<byte[]> leaves = new ArrayList<>();
        String text = new String(proofs(leaves).get(3).toBytes(), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        assertEquals("c2sp.org/tlog-proof@v1", lines.get(0));
        assertEquals("index 3", lines.get(1));
        assertEquals("", lines.get(6));
        assertEquals(Logs.ORIGIN, lines.get(7));
        assertEquals("11", lines.get(8));
        assertTrue(text.endsWith("\n"));
    }

    @Test
    void onlyRefusalsComeOutOfForeignText() {
        byte[] valid = proofs(new ArrayList<>()).get(4).toBytes();
        Random random = new Random(20261122);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertArrayEquals(bytes, TlogProof.parse(bytes).toBytes());
            } catch (Refused e) {
                assertTrue(e.refusal().code().endsWith("malformed"), e.toString());
            }
        }
    }
}
