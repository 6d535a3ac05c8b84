package org.commonwatch.ledger.cosign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.MlDsaVerifyingKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CosignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_679_315_147);
    private static final Checkpoint CHECKPOINT = Checkpoint.of(
            "example.com/behind-the-sofa",
            20_852_163,
            Digest.fromBase64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="));
    private static final Cosigner ED25519 = Cosigner.ofEd25519("w.example/ed", SigningKey.ofSeed(seed(1)));
    private static final Cosigner ML_DSA = Cosigner.ofMlDsa44("w.example/pq", MlDsaSigningKey.ofSeed(seed(2)));
    private static final List<Cosigner> BOTH = List.of(ED25519, ML_DSA);

    private static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }

    private static String refused(Executable wrong) {
        return assertThrows(Refused.class, wrong).refusal().code();
    }

    @Test
    void bothKindsVerifyAndTellTheTime() throws Refused {
        for (Cosigner cosigner : BOTH) {
            Note.Signature line = cosigner.cosign(CHECKPOINT, NOW);
            assertEquals(NOW, cosigner.key().verify(CHECKPOINT, line).time());
            Note note = new Note(CHECKPOINT.text(), List.of(line));
            Note.Signature read = Note.parse(note.toBytes()).signatures().getFirst();
            assertEquals(line, read);
            assertEquals(NOW, cosigner.key().verify(CHECKPOINT, read).time());
        }
    }

    /** The bytes signed, put together by hand from tlog-cosignature. */
    @Test
    void theSignedBytesAreThoseOfTheSpecification() throws Refused {
        byte[] v1 = """
                cosignature/v1
                time 1679315147
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                """.getBytes(StandardCharsets.UTF_8);
        byte[] line = ED25519.cosign(CHECKPOINT, NOW).bytes();
        assertEquals(72, line.length);
        assertEquals(NOW.getEpochSecond(), ByteBuffer.wrap(line).getLong());
        assertArrayEquals(SigningKey.ofSeed(seed(1)).sign(v1), Arrays.copyOfRange(line, 8, 72));

        ByteBuffer subtree = ByteBuffer.allocate(12 + 1 + 12 + 8 + 1 + 27 + 8 + 8 + 32);
        subtree.put("subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII));
        subtree.put((byte) 12).put("w.example/pq".getBytes(StandardCharsets.US_ASCII));
        subtree.putLong(1_679_315_147L);
        subtree.put((byte) 27).put("example.com/behind-the-sofa".getBytes(StandardCharsets.US_ASCII));
        subtree.putLong(0).putLong(20_852_163).put(CHECKPOINT.root().toBytes());
        byte[] pq = ML_DSA.cosign(CHECKPOINT, NOW).bytes();
        assertEquals(8 + 2_420, pq.length);
        assertTrue(MlDsaVerifyingKey.of(ML_DSA.key().toBytes())
                .verify(subtree.array(), Arrays.copyOfRange(pq, 8, pq.length)));
    }

    @Test
    void keyIdsAreTheFirstBytesOfTheHashTheSpecificationNames() {
        for (Cosigner cosigner : BOTH) {
            byte type = (byte) (cosigner == ED25519 ? 4 : 6);
            byte[] hash = Digest.of(
                            cosigner.key().name().getBytes(StandardCharsets.UTF_8),
                            new byte[] {'\n', type},
                            cosigner.key().toBytes())
                    .toBytes();
            assertEquals(ByteBuffer.wrap(hash).getInt(), cosigner.key().id());
        }
    }

    @Test
    void keysReadBackAndNothingElseDoes() throws Refused {
        for (Cosigner cosigner : BOTH) {
            assertEquals(cosigner.key(), CosignerKey.parse(cosigner.key().text()));
        }
        String text = ED25519.key().text();
        assertEquals("vkey-malformed", refused(() -> CosignerKey.parse("")));
        assertEquals("vkey-malformed", refused(() -> CosignerKey.parse(text.replace("w.example", "x.example"))));
        assertEquals("vkey-algorithm", refused(() -> CosignerKey.parse("n+00000000+AQ==")));
        assertEquals("key-malformed", refused(() -> CosignerKey.parse("n+00000000+BA==")));
        assertEquals("key-malformed", refused(() -> CosignerKey.parse("n+00000000+BgAA")));
        assertEquals("base64-malformed", refused(() -> CosignerKey.parse(text + "=")));
        assertEquals("vkey-malformed", refused(() -> CosignerKey.parse("n".repeat(256) + "+00000000+BA==")));
        String small = "w+00000000+"
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(33)
                                .put((byte) 4)
                                .put((byte) 1)
                                .array());
        assertEquals("key-weak", refused(() -> CosignerKey.parse(small)));
    }

    /** Whatever is changed in line, checkpoint, time or key, the signature does not hold. */
    @Test
    void nothingElseThanWhatWasSignedVerifies() {
        Random random = new Random(20_261_125);
        for (Cosigner cosigner : BOTH) {
            Note.Signature line = cosigner.cosign(CHECKPOINT, NOW);
            for (int round = 0; round < 24; round++) {
                byte[] changed = line.bytes();
                // The first rounds change the time, which is not part of the signature itself.
                int at = round < 8 ? round : 8 + random.nextInt(changed.length - 8);
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Note.Signature forged = new Note.Signature(line.name(), line.keyId(), changed);
                assertEquals(
                        "cosignature-wrong",
                        refused(() -> cosigner.key().verify(CHECKPOINT, forged)),
                        "seed 20261125 round " + round);
            }
            for (Checkpoint other : List.of(
                    Checkpoint.of("example.com/other", CHECKPOINT.size(), CHECKPOINT.root()),
                    Checkpoint.of(CHECKPOINT.origin(), CHECKPOINT.size() + 1, CHECKPOINT.root()),
                    Checkpoint.of(CHECKPOINT.origin(), CHECKPOINT.size(), Digest.of()))) {
                assertEquals("cosignature-wrong", refused(() -> cosigner.key().verify(other, line)));
            }
        }
    }

    /** Malformed lengths of either kind are refused, never a fault. */
    @Test
    void signaturesOfAWrongLengthAreRefused() {
        for (Cosigner cosigner : BOTH) {
            byte[] right = cosigner.cosign(CHECKPOINT, NOW).bytes();
            for (int length : new int[] {1, 7, 8, 9, right.length - 1, right.length + 1, 2 * right.length}) {
                Note.Signature line =
                        new Note.Signature(cosigner.key().name(), cosigner.key().id(), Arrays.copyOf(right, length));
                assertEquals("cosignature-wrong", refused(() -> cosigner.key().verify(CHECKPOINT, line)), "" + length);
            }
        }
    }

    /** FIPS 204 fixes the encoding of the hint at the end of a signature: indices ascend and unused bytes are zero. */
    @Test
    void mlDsaSignaturesWithAnotherEncodingOfTheHintAreRefused() {
        MlDsaSigningKey key = MlDsaSigningKey.ofSeed(seed(2));
        int hint = 2_420 - 84;
        byte[] message = {1, 2, 3};
        byte[] right = key.sign(message);
        // Signing is randomised; now and then all 80 places of the hint are used.
        for (int again = 0; again < 100 && right[hint + 83] == 80; again++) {
            right = key.sign(message);
        }
        assertTrue(key.verifyingKey().verify(message, right));
        byte[] counts = Arrays.copyOfRange(right, hint + 80, 2_420);
        byte[] padded = right.clone();
        assertTrue(counts[3] < 80, "a hundred signatures with all places used");
        padded[hint + 79] = 1;
        assertFalse(key.verifyingKey().verify(message, padded), "an unused byte is not zero");
        byte[] many = right.clone();
        many[hint + 83] = 81;
        assertFalse(key.verifyingKey().verify(message, many), "more places than there are");
        byte[] falling = right.clone();
        falling[hint + 80] = (byte) (counts[1] + 1);
        assertFalse(key.verifyingKey().verify(message, falling), "counts that fall");
        byte[] swapped = right.clone();
        if (counts[0] >= 2) {
            swapped[hint] = right[hint + 1];
            swapped[hint + 1] = right[hint];
            assertFalse(key.verifyingKey().verify(message, swapped), "places that do not ascend");
        }
        byte[] zeros = new byte[2_420];
        byte[] ones = new byte[2_420];
        Arrays.fill(ones, (byte) 0xff);
        assertFalse(key.verifyingKey().verify(message, zeros));
        assertFalse(key.verifyingKey().verify(message, ones));
    }

    @Test
    void mlDsaKeysOfAWrongLengthAreRefused() {
        for (int length : new int[] {0, 32, 1_311, 1_313, 1_952, 2_592}) {
            assertEquals("key-malformed", refused(() -> MlDsaVerifyingKey.of(new byte[length])), "" + length);
        }
    }

    /** A second implementation derives the same key from the seed and accepts what ours signs, and the other way round. */
    @Test
    void mlDsaAgreesWithASecondImplementation() throws Exception {
        byte[] message = "cosigned".getBytes(StandardCharsets.UTF_8);
        for (int fill = 0; fill < 5; fill++) {
            MlDsaSigningKey ours = MlDsaSigningKey.ofSeed(seed(fill));
            var theirs = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed(fill));
            assertArrayEquals(theirs.getPublicKey(), ours.verifyingKey().toBytes());
            MLDSASigner verifier = new MLDSASigner();
            verifier.init(
                    false,
                    new MLDSAPublicKeyParameters(
                            MLDSAParameters.ml_dsa_44, ours.verifyingKey().toBytes()));
            verifier.update(message, 0, message.length);
            assertTrue(verifier.verifySignature(ours.sign(message)));
            MLDSASigner signer = new MLDSASigner();
            signer.init(true, theirs);
            signer.update(message, 0, message.length);
            assertTrue(ours.verifyingKey().verify(message, signer.generateSignature()));
        }
    }

    @Test
    void aLineOfAnotherKeyIsNotOurs() {
        Note.Signature line = ED25519.cosign(CHECKPOINT, NOW);
        Cosigner namesake = Cosigner.ofEd25519("w.example/ed", SigningKey.ofSeed(seed(3)));
        assertFalse(namesake.key().isNamedBy(line));
        assertEquals("cosignature-not-ours", refused(() -> namesake.key().verify(CHECKPOINT, line)));
        // The same key under the post-quantum id: an id that collides still needs a signature that holds.
        Note.Signature stolen = new Note.Signature(line.name(), namesake.key().id(), line.bytes());
        assertEquals("cosignature-wrong", refused(() -> namesake.key().verify(CHECKPOINT, stolen)));
    }

    @Test
    void theEd25519FormCoversExtensionLinesAndTheOtherDoesNot() throws Refused {
        Checkpoint extended =
                new Checkpoint(CHECKPOINT.origin(), CHECKPOINT.size(), CHECKPOINT.root(), List.of("something more"));
        assertEquals(
                "cosignature-wrong", refused(() -> ED25519.key().verify(extended, ED25519.cosign(CHECKPOINT, NOW))));
        ML_DSA.key().verify(extended, ML_DSA.cosign(CHECKPOINT, NOW));
    }

    @Test
    void subtreesAreCosignedWithoutATimeAndByMlDsaOnly() throws Refused {
        Digest hash = Digest.of(new byte[] {5});
        Note.Signature line = ML_DSA.cosignSubtree("o", 256, 512, hash);
        assertEquals(0, ML_DSA.key().verifySubtree("o", 256, 512, hash, line).seconds());
        assertEquals("cosignature-wrong", refused(() -> ML_DSA.key().verifySubtree("o", 0, 512, hash, line)));
        assertEquals("cosignature-wrong", refused(() -> ML_DSA.key().verifySubtree("o", 512, 256, hash, line)));
        byte[] timed = line.bytes();
        timed[7] = 1;
        Note.Signature withTime = new Note.Signature(line.name(), line.keyId(), timed);
        assertEquals("cosignature-wrong", refused(() -> ML_DSA.key().verifySubtree("o", 256, 512, hash, withTime)));
        assertThrows(IllegalStateException.class, () -> ED25519.cosignSubtree("o", 0, 1, hash));
        Note.Signature plain = ED25519.cosign(CHECKPOINT, NOW);
        assertEquals("cosignature-kind", refused(() -> ED25519.key().verifySubtree("o", 0, 1, hash, plain)));
        // A checkpoint is the subtree from zero.
        Note.Signature whole = ML_DSA.cosign(CHECKPOINT, NOW);
        ML_DSA.key().verifySubtree(CHECKPOINT.origin(), 0, CHECKPOINT.size(), CHECKPOINT.root(), whole);
    }

    @Test
    void originsTooLongForTheFormAreRefusedAndNotSigned() {
        Checkpoint longest = Checkpoint.of("o".repeat(256), 1, Digest.of());
        assertThrows(IllegalArgumentException.class, () -> ML_DSA.cosign(longest, NOW));
        Note.Signature line = ML_DSA.cosign(CHECKPOINT, NOW);
        assertEquals("cosignature-wrong", refused(() -> ML_DSA.key().verify(longest, line)));
    }

    @Test
    void mlDsaSignaturesAreHedgedAndSeedsAreNotShared() {
        MlDsaSigningKey key = MlDsaSigningKey.ofSeed(seed(9));
        assertNotEquals(Arrays.hashCode(key.sign(new byte[] {1})), Arrays.hashCode(key.sign(new byte[] {1})));
        byte[] seed = key.seed();
        seed[0] ^= 1;
        assertArrayEquals(seed(9), key.seed());
        assertEquals("MlDsaSigningKey", key.toString());
    }
}
