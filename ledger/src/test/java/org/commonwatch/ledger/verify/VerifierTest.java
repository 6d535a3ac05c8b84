package org.commonwatch.ledger.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final Path LOG = Path.of("/disk/log");
    private static final SigningKey ALICE = Logs.key(10);

    /** Statements of other keys are not checked, so that flipping thousands of bytes stays quick. */
    private static final Trust TRUST = new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), any -> Optional.empty());

    private final CrashDisk disk = new CrashDisk(Path.of("/disk"));
    private final List<Digest> withPayload = new ArrayList<>();

    /** A log of {@code plain} statements, then three with payloads, of which one is erased and one never arrived. */
    private void build(int plain) throws Refused {
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG));
                PayloadStore payloads = new PayloadStore(disk, LOG)) {
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            LanePosition position = LanePosition.FIRST;
            for (int i = 0; i < plain; i++) {
                Envelope envelope = Logs.envelope(ALICE, position, i);
                receipts.add(log.append(envelope));
                position = position.next(envelope.id());
            }
            for (int i = 0; i < 3; i++) {
                List<byte[]> objects = List.of(
                        ("object one of " + i).getBytes(StandardCharsets.UTF_8),
                        new byte[0],
                        "a third object, a little longer".getBytes(StandardCharsets.UTF_8));
                Payload payload = Payload.of(objects, new SecureRandom());
                Envelope envelope = Envelope.sign(Logs.draft(1000 + i).with(payload.commitment()), position, ALICE);
                if (i < 2) {
                    payloads.write(envelope.id(), payload);
                }
                withPayload.add(envelope.id());
                receipts.add(log.append(envelope));
                position = position.next(envelope.id());
            }
            receipts.forEach(CompletableFuture::join);
            payloads.erase(withPayload.get(1));
        }
    }

    private Report verify() {
        return Verifier.verify(disk, LOG, TRUST);
    }

    @Test
    void anIntactLogIsIntactAndItsPayloadsAreCounted() throws Refused {
        build(4);
        Report report = verify();
        assertEquals(List.of(), report.damages());
        assertEquals(List.of(), report.voids());
        assertEquals(8, report.size());
        assertEquals(1, report.payloadsPresent());
        assertEquals(1, report.payloadsErased());
        assertEquals(1, report.payloadsPending());
        assertEquals(8, report.uncheckedSignatures());
    }

    @Test
    void flippedBytesOfASmallLogAreFoundInTheirFile() throws Refused, IOException {
        flipBytesOfASmallLog(11);
    }

    @Test
    @Tag("long")
    void everyFlippedByteOfASmallLogIsFoundInItsFile() throws Refused, IOException {
        flipBytesOfASmallLog(1);
    }

    /** @param step in bundles and journal; of the other files every byte is flipped */
    private void flipBytesOfASmallLog(int step) throws Refused, IOException {
        build(2);
        int flips = 0;
        int exact = 0;
        for (Path file : disk.paths()) {
            int length = disk.readAll(file, 1 << 20).length;
            boolean large =
                    file.toString().contains("entries") || file.toString().contains("journal");
            for (int at = 0; at < length; at += large ? step : 1) {
                Damage damage = flipAndVerify(file, at, 1 << (at % 8));
                flips++;
                exact += damage.isExact() ? 1 : 0;
            }
        }
        assertTrue(flips > 1_500, "bytes flipped: " + flips);
        assertTrue(exact > 300, "bytes named exactly: " + exact);
    }

    @Test
    void flippedBytesOfALogOfSeveralTilesAreFoundInTheirFile() throws Refused, IOException {
        build(530);
        for (Path file : disk.paths()) {
            String name = LOG.relativize(file).toString();
            int length = disk.readAll(file, 1 << 20).length;
            int step = name.startsWith("tile/entries") || name.startsWith("state") ? 17_389 : 331;
            for (int at = name.length() % 7; at < length; at += step) {
                Damage damage = flipAndVerify(file, at, 0x10);
                if (name.startsWith("tile/0") || name.startsWith("tile/1")) {
                    assertTrue(damage.isExact() && damage.from() == at, damage.toString());
                }
            }
        }
    }

    private Damage flipAndVerify(Path file, int at, int mask) {
        disk.flip(file, at, mask);
        Report report = verify();
        disk.flip(file, at, mask);
        String where = LOG.relativize(file) + " byte " + at;
        assertFalse(report.isIntact(), where + " was flipped and not found");
        Damage first = report.damages().getFirst();
        assertEquals(LOG.relativize(file).toString(), first.file(), where + " was flipped, found: " + report.damages());
        assertTrue(
                first.from() <= at && at < Math.max(first.to(), first.from() + 1),
                where + " was flipped, found: " + first);
        return first;
    }

    @Test
    void missingFilesAreNamed() throws Refused, IOException {
        build(300);
        for (String name : List.of("checkpoint", "tile/0/000", "tile/entries/000", "tile/1/000.p/1")) {
            Path file = LOG.resolve(name);
            byte[] content = disk.readAll(file, 1 << 20);
            disk.delete(file);
            assertEquals(name, verify().damages().getFirst().file());
            disk.writeAll(file, content);
        }
        assertTrue(verify().isIntact());
    }

    @Test
    void shortenedFilesAreNamedWithTheByteWhereTheyEnd() throws Refused, IOException {
        build(20);
        for (String name :
                List.of("tile/0/000.p/24", "tile/entries/000.p/24", PayloadStore.path(withPayload.getFirst()))) {
            Path file = LOG.resolve(name);
            byte[] content = disk.readAll(file, 1 << 20);
            disk.writeAll(file, Arrays.copyOf(content, content.length - 5));
            Damage damage = verify().damages().getFirst();
            assertEquals(name, damage.file());
            disk.writeAll(file, content);
        }
        assertTrue(verify().isIntact());
    }

    @Test
    void signaturesAreCheckedForKnownKeys() throws Refused {
        build(3);
        Trust strict = new Trust(
                Logs.ORIGIN,
                List.of(Logs.SIGNER.noteKey()),
                id -> id.equals(ALICE.id())
                        ? Optional.of(ALICE.verifyingKey())
                        : Optional.of(Logs.TIME_KEY.verifyingKey()));
        Report report = Verifier.verify(disk, LOG, strict);
        assertTrue(report.isIntact());
        assertEquals(0, report.uncheckedSignatures());
        assertEquals(List.of(), report.voids());
        Trust wrong =
                new Trust(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), id -> Optional.of(Logs.TIME_KEY.verifyingKey()));
        assertEquals(6, Verifier.verify(disk, LOG, wrong).voids().size());
    }

    @Test
    void aCheckpointOfAnotherKeyIsNotTrusted() throws Refused {
        build(1);
        Trust other = new Trust(
                Logs.ORIGIN, List.of(new NoteKey(Logs.ORIGIN, ALICE.verifyingKey())), any -> Optional.empty());
        Damage damage = Verifier.verify(disk, LOG, other).damages().getFirst();
        assertEquals("checkpoint", damage.file());
        assertEquals("no trusted key's signature holds", damage.what());
    }
}
