package org.commonwatch.ledger.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

class X25519HpkeTest {
    private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
    private static final byte[] PLAIN = hex("4265617574792069732074727574682c20747275746820626561757479");
    private static final byte[] AAD = hex("436f756e742d30");

    private final SecureRandom random = new SecureRandom();
    private final X25519Hpke suite = new X25519Hpke(random);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** One row of the published vectors: base mode, sequence number 0. */
    private void sealsAndOpens(short aead, String skE, String skR, String pkR, String enc, String ciphertext)
            throws Refused {
        X25519Hpke vectors = new X25519Hpke(random, aead);
        byte[] wrap = join(hex(enc), hex(ciphertext));
        assertArrayEquals(wrap, vectors.seal(new X25519PrivateKeyParameters(hex(skE), 0), hex(pkR), INFO, AAD, PLAIN));
        assertArrayEquals(PLAIN, vectors.open(EncryptionKey.ofSeed(hex(skR)), INFO, AAD, wrap));
        assertArrayEquals(hex(pkR), EncryptionKey.ofSeed(hex(skR)).publicBytes());
    }

    @Test
    void matchesRfc9180A1WithAes128() throws Refused {
        sealsAndOpens(
                HPKE.aead_AES_GCM128,
                "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
                "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
                "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
                "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
                "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a");
    }

    /** The suite in use, from the test-vectors.json that accompanies RFC 9180. */
    @Test
    void matchesThePublishedVectorOfAes256() throws Refused {
        sealsAndOpens(
                HPKE.aead_AES_GCM256,
                "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11",
                "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
                "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c",
                "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
                "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a");
    }

    @Test
    void opensForItsKeyInfoAndAadOnly() throws Refused {
        EncryptionKey key = EncryptionKey.generate(random);
        byte[] wrap = suite.seal(key.publicBytes(), INFO, AAD, PLAIN);
        assertArrayEquals(PLAIN, suite.open(key, INFO, AAD, wrap));
        assertClosed(EncryptionKey.generate(random), INFO, AAD, wrap);
        assertClosed(key, AAD, AAD, wrap);
        assertClosed(key, INFO, INFO, wrap);
        assertFalse(Arrays.equals(wrap, suite.seal(key.publicBytes(), INFO, AAD, PLAIN)), "each wrap is fresh");
    }

    @Test
    void anythingElseIsRefusedAndNothingElseThrown() throws Refused {
        long seed = System.nanoTime();
        Random chance = new Random(seed);
        EncryptionKey key = EncryptionKey.generate(random);
        byte[] wrap = suite.seal(key.publicBytes(), INFO, AAD, PLAIN);
        for (int i = 0; i < 300; i++) {
            byte[] other = Arrays.copyOf(wrap, chance.nextInt(4) == 0 ? chance.nextInt(wrap.length) : wrap.length);
            if (other.length > 0) {
                other[chance.nextInt(other.length)] ^= (byte) (1 << chance.nextInt(7));
            }
            assertClosed(key, INFO, AAD, other);
        }
        assertEquals(
                "wrap-key",
                assertThrows(Refused.class, () -> suite.seal(new byte[32], INFO, AAD, PLAIN), "seed " + seed)
                        .refusal()
                        .code());
        assertThrows(Refused.class, () -> suite.seal(new byte[31], INFO, AAD, PLAIN));
    }

    private void assertClosed(EncryptionKey key, byte[] info, byte[] aad, byte[] wrap) {
        assertEquals(
                "wrap-closed",
                assertThrows(Refused.class, () -> suite.open(key, info, aad, wrap))
                        .refusal()
                        .code());
    }

    @Test
    void anEpochKeysWrapOpensForItsMemberAudienceAndEpochOnly() throws Refused {
        EpochKey epoch = EpochKey.generate(random);
        EncryptionKey key = EncryptionKey.generate(random);
        EpochWraps wraps = new EpochWraps("log", "harbour", 3, epoch.commitment());
        byte[] wrap = wraps.wrap(suite, epoch, "org-a", key.publicBytes());
        assertArrayEquals(epoch.secret(), wraps.open(suite, key, "org-a", wrap).secret());
        assertThrows(Refused.class, () -> wraps.open(suite, key, "org-b", wrap));
        assertThrows(
                Refused.class,
                () -> new EpochWraps("log", "harbour", 4, epoch.commitment()).open(suite, key, "org-a", wrap));
        assertThrows(
                Refused.class,
                () -> new EpochWraps("other", "harbour", 3, epoch.commitment()).open(suite, key, "org-a", wrap));
        wrap[1] = 9;
        assertEquals(
                "wrap-suite",
                assertThrows(Refused.class, () -> wraps.open(suite, key, "org-a", wrap))
                        .refusal()
                        .code());
    }

    @Test
    void aWrapOfAnotherKeyThanTheLogStatesIsNoKey() throws Refused {
        EncryptionKey key = EncryptionKey.generate(random);
        Digest stated = EpochKey.generate(random).commitment();
        EpochWraps wraps = new EpochWraps("log", "harbour", 1, stated);
        byte[] wrap = wraps.wrap(suite, EpochKey.generate(random), "org-a", key.publicBytes());
        assertEquals(
                "wrap-other-key",
                assertThrows(Refused.class, () -> wraps.open(suite, key, "org-a", wrap))
                        .refusal()
                        .code());
    }

    @Test
    void aCommitmentIsTheDocumentedHash() {
        EpochKey key = EpochKey.generate(random);
        assertEquals(
                Digest.of("commonwatch epoch key v1\0".getBytes(StandardCharsets.US_ASCII), key.secret()),
                key.commitment());
    }
}
