package org.commonwatch.ledger.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SealedPayloadTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Digest ID = Digest.of("a statement".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private final EpochKey epoch = EpochKey.generate(RANDOM);

    private static List<byte[]> objects(int count) {
        List<byte[]> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(("{\"secret\":\"word" + i + "\"}").repeat(i % 4).getBytes(StandardCharsets.UTF_8));
        }
        return objects;
    }

    private SealedPayload sealed(int count) throws Refused {
        return SealedPayload.of(Payload.of(objects(count), RANDOM), "log", "harbour", 1, epoch, RANDOM);
    }

    private static SealContext context(PayloadCommitment commitment) {
        return new SealContext("log", "harbour", 1, commitment.root(), commitment.count());
    }

    private static String codeOf(Executable action) {
        return assertThrows(Refused.class, action).refusal().code();
    }

    @Test
    void opensToTheObjectsWithTheEpochKeyAndOnlyInItsPlace() throws Refused {
        for (int count : new int[] {1, 2, 3, 17}) {
            SealedPayload payload = sealed(count);
            SealContext context = context(payload.commitment());
            List<PayloadKey.Opened> opened = SealedPayload.open(payload.file(), context, epoch);
            for (int i = 0; i < count; i++) {
                assertArrayEquals(objects(count).get(i), opened.get(i).bytes());
            }
            assertEquals(
                    "seal-key", codeOf(() -> SealedPayload.open(payload.file(), context, EpochKey.generate(RANDOM))));
            SealContext elsewhere = new SealContext("other", "harbour", 1, context.root(), count);
            assertEquals("seal-key", codeOf(() -> SealedPayload.open(payload.file(), elsewhere, epoch)));
        }
    }

    @Test
    void theFileHoldsNeitherObjectsNorSalts() throws Refused {
        SealedPayload payload = sealed(9);
        String file = new String(payload.file(), StandardCharsets.ISO_8859_1);
        assertFalse(file.contains("secret"));
        for (PayloadKey.Opened each : SealedPayload.open(payload.file(), context(payload.commitment()), epoch)) {
            assertFalse(file.contains(new String(each.salt(), StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void anyoneChecksAndStoresItWithoutAKey() throws Refused {
        SealedPayload payload = sealed(5);
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory)) {
            store.accept(ID, payload.file(), payload.commitment());
            store.verify(ID, payload.commitment());
            assertArrayEquals(payload.file(), store.whole(ID).orElseThrow());
            SealedHeader header = store.sealedHeader(ID).orElseThrow();
            assertEquals(3, header.at(header.offset(3)));
            assertEquals(-1, header.at(header.offset(3) + 1));
            PayloadKey key = PayloadKey.unwrap(header, context(payload.commitment()), epoch);
            byte[] chunk = store.read(ID, header.offset(3), header.length(3)).orElseThrow();
            assertArrayEquals(objects(5).get(3), key.open(header, 3, chunk).bytes());
            assertEquals("payload-header", codeOf(() -> store.header(ID)));
            store.erase(ID, "log.example.org/test", 1);
            assertEquals(Optional.empty(), store.whole(ID));
        }
    }

    @Test
    void everyFlippedBitIsFoundWithoutAKeyAndNamedNarrowly() throws Refused {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        SealedPayload payload = sealed(6);
        for (int at = 0; at < payload.file().length; at++) {
            byte[] wrong = payload.file().clone();
            wrong[at] ^= (byte) (1 << chance.nextInt(7));
            Damage damage = damage(wrong, payload.commitment())
                    .orElseThrow(() -> new AssertionError("a flipped bit went unseen, seed " + seed));
            assertTrue(damage.from() <= at && at < Math.max(damage.to(), damage.from() + 1), at + " in " + damage);
        }
        for (int length = 0; length < payload.file().length; length += 7) {
            assertTrue(damage(Arrays.copyOf(payload.file(), length), payload.commitment())
                    .isPresent());
        }
        byte[] longer = Arrays.copyOf(payload.file(), payload.file().length + 1);
        assertTrue(damage(longer, payload.commitment()).isPresent());
        assertEquals(Optional.empty(), damage(payload.file(), payload.commitment()));
    }

    private Optional<Damage> damage(byte[] file, PayloadCommitment commitment) {
        try (PayloadStore store = new PayloadStore(new LocalDisk(), directory)) {
            Path place = directory.resolve(PayloadStore.path(ID));
            new LocalDisk().createDirectories(java.util.Objects.requireNonNull(place.getParent()));
            new LocalDisk().replace(place, file);
            return store.inspect(ID, commitment);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void parsersAnswerForeignBytesWithRefusalsOnly() throws Refused {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        SealedPayload payload = sealed(4);
        for (int round = 0; round < 2_000; round++) {
            byte[] wrong = Arrays.copyOf(payload.file(), chance.nextInt(payload.file().length + 40));
            for (int flips = chance.nextInt(5); flips >= 0 && wrong.length > 0; flips--) {
                wrong[chance.nextInt(Math.min(wrong.length, 400))] = (byte) chance.nextInt();
            }
            try {
                List<PayloadKey.Opened> opened = SealedPayload.open(wrong, context(payload.commitment()), epoch);
                for (int i = 0; i < opened.size(); i++) {
                    assertArrayEquals(objects(4).get(i), opened.get(i).bytes(), "seed " + seed);
                }
            } catch (Refused expected) {
                assertFalse(expected.refusal().code().isEmpty());
            }
            try {
                SealEvidence.parse(wrong);
                throw new AssertionError("no evidence was read as some, seed " + seed);
            } catch (Refused expected) {
                assertFalse(expected.refusal().code().isEmpty());
            }
        }
    }

    /** An author whose program seals something else than it signs. */
    private Envelope lie(SigningKey author, List<byte[]> signed, byte[] other, boolean garbled, byte[][] file)
            throws Refused {
        Payload payload = Payload.of(signed, RANDOM);
        SealContext context =
                new SealContext("log", "harbour", 1, payload.commitment().root(), signed.size());
        PayloadKey key = PayloadKey.generate(RANDOM, context);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < signed.size(); i++) {
            byte[] bytes = i == 1 ? other : signed.get(i);
            chunks.add(key.seal(i, payload.header().salt(i), bytes));
        }
        if (garbled) {
            chunks.get(1)[7] ^= 1;
        }
        file[0] = SealedHeader.file(key.part(RANDOM, epoch), payload.header().commitments(), chunks);
        SealedHeader header = SealedHeader.parse(file[0], file[0].length);
        PayloadCommitment commitment = new PayloadCommitment(
                signed.size(),
                payload.commitment().bytes(),
                payload.commitment().root(),
                Optional.of(header.sealedTree().root()));
        return Envelope.sign(
                Draft.of(
                                "log",
                                "org.example",
                                Instant.parse("2026-11-22T05:53:19.250Z"),
                                "sharing.objects",
                                1,
                                new Audience("harbour", Optional.of(1L)))
                        .with(commitment),
                LanePosition.FIRST,
                author);
    }

    @Test
    void anAuthorWhoSealsSomethingElseThanItSignedIsConvictedByEvidence() throws Refused {
        SigningKey author = SigningKey.generate(RANDOM);
        byte[] other = objects(6).get(2).clone();
        other[3] ^= 1;
        for (boolean garbled : new boolean[] {false, true}) {
            byte[][] file = new byte[1][];
            Envelope envelope =
                    lie(author, List.of(objects(6).get(1), objects(6).get(2)), other, garbled, file);
            SealContext context = SealContext.of(envelope.statement()).orElseThrow();
            PayloadCommitment commitment =
                    envelope.statement().draft().payload().orElseThrow();
            assertEquals(Optional.empty(), damage(file[0], commitment), "the ciphertext is as the leaf says");
            String code = garbled ? "seal-chunk" : "seal-object";
            assertEquals(code, codeOf(() -> SealedPayload.open(file[0], context, epoch)));

            SealedHeader header = SealedHeader.parse(file[0], file[0].length);
            PayloadKey key = PayloadKey.unwrap(header, context, epoch);
            SealEvidence evidence = SealEvidence.of(envelope, file[0], key, 1);
            assertEquals(code, SealEvidence.parse(evidence.toBytes()).verify(author.verifyingKey()));
            assertEquals(
                    "evidence-none",
                    codeOf(() -> evidence.verify(SigningKey.generate(RANDOM).verifyingKey())));
            SealEvidence honest = SealEvidence.of(envelope, file[0], key, 0);
            assertEquals("evidence-none", codeOf(() -> honest.verify(author.verifyingKey())));
        }
    }

    @Test
    void nobodyIsFramedWithAKeyThatTheAuthorNeverUsed() throws Refused {
        SigningKey author = SigningKey.generate(RANDOM);
        byte[][] file = new byte[1][];
        List<byte[]> signed = List.of(objects(6).get(1), objects(6).get(2));
        Envelope envelope = lie(author, signed, signed.get(1), false, file);
        SealContext context = SealContext.of(envelope.statement()).orElseThrow();
        PayloadKey invented = PayloadKey.generate(RANDOM, context);
        SealEvidence evidence = SealEvidence.of(envelope, file[0], invented, 1);
        assertEquals("evidence-none", codeOf(() -> evidence.verify(author.verifyingKey())));
    }
}
