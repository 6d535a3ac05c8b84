package org.commonwatch.ledger.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictEd25519Test {
    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static final Ed25519Equation JAVA = new BouncyCastleEd25519();

    /** Absent where there is no library for the machine; then only one way is tested. */
    private static final Optional<Ed25519Equation> NATIVE = AwsLc.load().map(NativeEd25519::new);

    /** What all ways of checking say; they must not differ. */
    private static boolean accepts(byte[] key, byte[] message, byte[] signature) {
        try {
            VerifyingKey known = VerifyingKey.of(key);
            boolean accepted = known.verify(JAVA, message, signature);
            NATIVE.ifPresent(fast -> assertEquals(
                    accepted,
                    known.verify(fast, message, signature),
                    () -> "Java and native code differ: key " + HexFormat.of().formatHex(key) + ", signature "
                            + HexFormat.of().formatHex(signature)));
            return accepted;
        } catch (Refused e) {
            return false;
        }
    }

    /** With k A known, S = k a makes the equation hold for R = 0: a signature that says nothing of its message's nonce. */
    @Test
    void refusesTheNeutralElementAsR() throws Refused {
        BigInteger secret = BigInteger.valueOf(20261126);
        byte[] key = NaiveEd25519.encode(NaiveEd25519.multiply(NaiveEd25519.BASE, secret));
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        byte[] signature = NaiveEd25519.finish(neutral, key, new byte[3], BigInteger.ZERO, secret);
        assertFalse(accepts(key, new byte[3], signature));
        if (NATIVE.isPresent()) {
            assertTrue(
                    NATIVE.get().holds(VerifyingKey.of(key), new byte[3], signature),
                    "or the check of R is for nothing");
        }
    }

    /** RFC 8032 section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7, fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """)
    void signsAndAcceptsTheRfcsVectors(String seed, String key, String message, String signature) {
        SigningKey signer = SigningKey.ofSeed(hex(seed));
        assertArrayEquals(hex(key), signer.verifyingKey().toBytes());
        assertArrayEquals(hex(signature), signer.sign(hex(message)));
        assertTrue(accepts(hex(key), hex(message), hex(signature)));
    }

    /**
     * The edge cases on which libraries disagree, published with "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko,
     * 2020). Strict means: none is accepted.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            small A and R; S zero,      8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000
            small A,                    9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04
            small R,                    aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e
            mixed A and R,              9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79, cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d, 9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009
            only with the cofactor,     e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c, cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d, 160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09
            cofactor and reduced hash,  e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c, cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d, 21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405
            S above the order,          85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40, 442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623, e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514
            S far above the order,      85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40, 442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623, 8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22
            R not canonical,            fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607
            R not canonical; reduced,   84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43, edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09
            """)
    void refusesTheEdgeCasesLibrariesDisagreeOn(String why, String message, String key, String signature) {
        assertFalse(accepts(hex(key), hex(message), hex(signature)), why);
    }

    /** All eight points of small order and their other spellings, as keys. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0000000000000000000000000000000000000000000000000000000000000000
            0000000000000000000000000000000000000000000000000000000000000080
            0100000000000000000000000000000000000000000000000000000000000000
            0100000000000000000000000000000000000000000000000000000000000080
            ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
            ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
            edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
            edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
            eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
            eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
            c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a
            c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa
            26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05
            26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85
            """)
    void refusesKeysOfSmallOrder(String key) {
        assertEquals(
                "key-weak",
                assertThrows(Refused.class, () -> VerifyingKey.of(hex(key)))
                        .refusal()
                        .code());
    }

    /**
     * The library's own check multiplies the equation, so a small-order part of R can vanish from it. Here an honest
     * signature's R gets each small-order point added, with S and the challenge made to fit: never accepted.
     */
    @Test
    void refusesSignaturesWhoseRHasASmallOrderPart() {
        Random random = new Random(20261122);
        NaiveEd25519.Point torsion =
                NaiveEd25519.decode(hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
        int refused = 0;
        for (int round = 0; round < 8; round++) {
            BigInteger secret = new BigInteger(250, random);
            byte[] key = NaiveEd25519.encode(NaiveEd25519.multiply(NaiveEd25519.BASE, secret));
            byte[] message = ("message " + round).getBytes(StandardCharsets.UTF_8);
            BigInteger nonce = new BigInteger(250, random);
            NaiveEd25519.Point honest = NaiveEd25519.multiply(NaiveEd25519.BASE, nonce);
            NaiveEd25519.Point small = NaiveEd25519.multiply(torsion, BigInteger.valueOf(round % 8));
            byte[] r = NaiveEd25519.encode(NaiveEd25519.add(honest, small));
            byte[] signature = NaiveEd25519.finish(r, key, message, nonce, secret);
            assertEquals(round % 8 == 0, accepts(key, message, signature), "seed 20261122 round " + round);
            refused += round % 8 == 0 ? 0 : 1;
        }
        assertEquals(7, refused);
    }

    @Test
    void agreesWithANaiveTwinOnChangedSignatures() {
        Random random = new Random(20261122);
        SigningKey signer = SigningKey.ofSeed(Digest.of(new byte[] {7}).toBytes());
        byte[] key = signer.verifyingKey().toBytes();
        for (int round = 0; round < 12; round++) {
            byte[] message = new byte[random.nextInt(40)];
            random.nextBytes(message);
            byte[] signature = signer.sign(message);
            if (round % 2 == 1) {
                signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean naive = NaiveEd25519.verify(key, message, signature);
            assertEquals(round % 2 == 0, naive, "seed 20261122 round " + round);
            assertEquals(naive, accepts(key, message, signature), "seed 20261122 round " + round);
        }
    }

    @Test
    void keyIdsAreReadBackAndNothingElseIs() throws Refused {
        KeyId id = SigningKey.ofSeed(new byte[32]).id();
        assertEquals(id, KeyId.parse(id.toString()));
        for (String wrong : new String[] {
            "",
            "ed25519:",
            id.toString().toUpperCase(Locale.ROOT),
            id + "0",
            id.toString().replace("ed25519", "ed25518")
        }) {
            assertThrows(Refused.class, () -> KeyId.parse(wrong));
        }
    }
}
