package org.commonwatch.ledger.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.ledger.erase.StandingOrders;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
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

    /** A log of {@code plain} statements, then three with payloads, of which one is erased by an order and one never arrived. */
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
            long erased = receipts.get(plain + 1).join().index();
            Envelope order = Envelope.sign(order(erased, List.of()), position, ALICE);
            payloads.erase(
                    withPayload.get(1), Logs.ORIGIN, log.append(order).join().index());
        }
    }

    private static Draft order(long entry, List<Integer> positions) {
        EraseOrder order = new EraseOrder(EraseReason.MISTAKE, List.of(new EraseOrder.Target(entry, positions)));
        return Draft.of(Logs.ORIGIN, "org.example", Logs.NOW, EraseOrder.TYPE, EraseOrder.VERSION, Audience.of("own"))
                .with(order.body());
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
        assertEquals(9, report.size());
        assertEquals(List.of("payload of entry 6: erased by entry 8"), report.erasures());
        assertEquals(List.of(), report.toErase());
        assertEquals(1, report.payloadsPresent());
        assertEquals(1, report.payloadsErased());
        assertEquals(1, report.payloadsPending());
        assertEquals(9, report.uncheckedSignatures());
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
            int length = used(file);
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
            int length = used(file);
            int step = name.startsWith("tile/entries") || name.startsWith("state") ? 17_389 : 331;
            for (int at = name.length() % 7; at < length; at += step) {
                Damage damage = flipAndVerify(file, at, 0x10);
                if (name.startsWith("tile/0") || name.startsWith("tile/1")) {
                    assertTrue(damage.isExact() && damage.from() == at, damage.toString());
                }
            }
        }
    }

    /** Behind the last entry a journal has room for the next, which means nothing. */
    private int used(Path file) throws IOException {
        byte[] bytes = disk.readAll(file, 1 << 20);
        int end = bytes.length;
        while (file.toString().contains("journal") && end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
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
                List.of("tile/0/000.p/25", "tile/entries/000.p/25", PayloadStore.path(withPayload.getFirst()))) {
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
        assertEquals(7, Verifier.verify(disk, LOG, wrong).voids().size());
    }

    @Test
    void whatNoOrderErasedIsDamage() throws Refused, IOException {
        build(2);
        Path marker = LOG.resolve(PayloadStore.path(withPayload.getFirst()) + ".erased");
        Path file = LOG.resolve(PayloadStore.path(withPayload.getFirst()));
        byte[] whole = disk.readAll(file, 1 << 20);
        try (PayloadStore payloads = new PayloadStore(disk, LOG)) {
            payloads.erase(withPayload.getFirst(), Logs.ORIGIN, 6);
        }
        Damage damage = verify().damages().getFirst();
        assertEquals(LOG.relativize(marker).toString(), damage.file());
        disk.delete(marker);
        disk.writeAll(file, whole);
        assertTrue(verify().isIntact());
        try (PayloadStore payloads = new PayloadStore(disk, LOG)) {
            payloads.erase(withPayload.getFirst(), Logs.ORIGIN, 6, List.of(2));
        }
        disk.delete(marker);
        damage = verify().damages().getFirst();
        assertEquals(LOG.relativize(file).toString(), damage.file());
        assertTrue(damage.what().contains("object 2 is erased, and no order"), damage.what());
    }

    private record Ordered(String who, SigningKey key, long entry, List<Integer> positions, boolean holds) {}

    @Test
    void anOrderHoldsWhenItsAuthorOrTheStewardGivesIt() throws Refused {
        SigningKey steward = Logs.key(11);
        SigningKey other = Logs.key(12);
        List<Ordered> orders = List.of(
                new Ordered("the author, all of it", ALICE, 2, List.of(), true),
                new Ordered("the author, an object", ALICE, 2, List.of(1), true),
                new Ordered("the steward", steward, 2, List.of(0, 1), true),
                new Ordered("another member", other, 2, List.of(), false),
                new Ordered("a place behind the last object", ALICE, 2, List.of(2), false),
                new Ordered("an entry without a payload", ALICE, 1, List.of(), false),
                new Ordered("an entry that comes later", ALICE, 9, List.of(), false));
        Payload payload = Payload.of(List.of(new byte[] {1}, new byte[] {2}), new SecureRandom());
        for (Ordered ordered : orders) {
            StandingOrders standing = new StandingOrders();
            Draft founding =
                    Draft.of(Logs.ORIGIN, "org.steward", Logs.NOW, "community.create", 1, Audience.of("community"));
            List<Envelope> log = List.of(
                    Envelope.sign(founding, LanePosition.FIRST, steward),
                    Envelope.sign(Logs.draft(1), LanePosition.FIRST, ALICE),
                    Envelope.sign(Logs.draft(2).with(payload.commitment()), LanePosition.FIRST, ALICE),
                    Envelope.sign(order(ordered.entry(), ordered.positions()), LanePosition.FIRST, ordered.key()));
            for (int i = 0; i < log.size(); i++) {
                standing.add(i, log.get(i).id(), log.get(i).statement());
            }
            assertEquals(ordered.holds() ? 1 : 0, standing.of(2).size(), ordered.who());
            assertEquals(
                    0, standing.of(ordered.entry() == 2 ? 1 : ordered.entry()).size(), ordered.who());
        }
    }

    @Test
    void whoWasRemovedOrdersNothingMore() throws Refused {
        Payload payload = Payload.of(List.of(new byte[] {1}), new SecureRandom());
        SigningKey steward = Logs.key(11);
        StandingOrders standing = new StandingOrders();
        Draft said = Logs.draft(1).with(payload.commitment());
        Draft removal = Draft.of(Logs.ORIGIN, "org.steward", Logs.NOW, "member.remove", 1, Audience.of("community"))
                .with(JsonNodeFactory.instance.objectNode().put("member", said.author()));
        Draft founding =
                Draft.of(Logs.ORIGIN, "org.steward", Logs.NOW, "community.create", 1, Audience.of("community"));
        List<Envelope> log = List.of(
                Envelope.sign(founding, LanePosition.FIRST, steward),
                Envelope.sign(said, LanePosition.FIRST, ALICE),
                Envelope.sign(order(1, List.of()), LanePosition.FIRST, ALICE),
                Envelope.sign(removal, LanePosition.FIRST, steward),
                Envelope.sign(order(1, List.of()), LanePosition.FIRST, ALICE));
        for (int i = 0; i < log.size(); i++) {
            standing.add(i, log.get(i).id(), log.get(i).statement());
        }
        assertEquals(
                List.of(2L),
                standing.of(1).stream().map(StandingOrders.Order::entry).toList());
    }

    @Test
    void whatAnOrderWantsGoneAndIsHereIsToldAndNoDamage() throws Refused, IOException {
        build(2);
        Path file = LOG.resolve(PayloadStore.path(withPayload.get(1)));
        Payload late = Payload.of(List.of(new byte[0]), new SecureRandom());
        try (LocalSequencer log = LocalSequencer.open(Logs.settings(disk, LOG));
                PayloadStore payloads = new PayloadStore(disk, LOG)) {
            LanePosition position = log.nextPosition(ALICE.id());
            Envelope envelope = Envelope.sign(Logs.draft(77).with(late.commitment()), position, ALICE);
            payloads.write(envelope.id(), late);
            long entry = log.append(envelope).join().index();
            log.append(Envelope.sign(order(entry, List.of()), position.next(envelope.id()), ALICE))
                    .join();
            assertEquals(
                    "payload of entry " + entry + ": to be erased by entry " + (entry + 1),
                    verify().toErase().getFirst());
        }
        assertFalse(disk.exists(file));
        assertTrue(verify().isIntact());
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
