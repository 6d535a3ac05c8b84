package org.commonwatch.ledger.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Native code and Java are one and the same to everybody else. Where there is no library, Java is asked twice. */
class AwsLcTest {
    private static final Optional<Provider> JAVA = Optional.empty();
    private static final Optional<Provider> LIBRARY = AwsLc.load();
    private static final int ROUNDS = 50;
    private static final long SEED = 20261126;

    private final Random random = new Random(SEED);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void isLoadedWhereThereIsSomeOnceItPays() {
        SigningKey signer = SigningKey.ofSeed(new byte[32]);
        byte[] signature = signer.sign(new byte[1]);
        for (int i = 0; i <= AwsLc.LOAD_AT; i++) {
            assertTrue(signer.verifyingKey().verify(new byte[1], signature));
        }
        assertEquals(LIBRARY.isPresent(), AwsLc.now(AwsLc.LIGHT).isPresent());
        assertEquals(LIBRARY.isPresent(), Ed25519Equations.now() instanceof NativeEd25519);
        boolean known = System.getProperty("os.name").equals("Linux")
                && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
        assertEquals(known, LIBRARY.isPresent());
    }

    /** A folder of jars is put on class paths in the order of their names, and another platform's may come first. */
    @Test
    void isFoundBehindAnotherPlatforms() throws IOException {
        List<URL> jars = new ArrayList<>(Collections.list(getClass()
                .getClassLoader()
                .getResources("com/amazon/corretto/crypto/provider/AmazonCorrettoCryptoProvider.class")));
        assertEquals(2, jars.size());
        for (int turn = 0; turn < 2; turn++) {
            Collections.reverse(jars);
            ClassLoader inThisOrder = new ClassLoader(null) {
                @Override
                protected Enumeration<URL> findResources(String name) {
                    return Collections.enumeration(jars);
                }
            };
            assertEquals(LIBRARY.isPresent(), AwsLc.load(inThisOrder).isPresent());
        }
    }

    @Test
    void ed25519SignsTheSameBytes() {
        for (int i = 0; i < ROUNDS; i++) {
            SigningKey key = SigningKey.ofSeed(bytes(SigningKey.SEED_BYTES));
            byte[] message = bytes(i * 7);
            assertArrayEquals(key.sign(JAVA, message), key.sign(LIBRARY, message), "seed " + SEED + ", round " + i);
        }
    }

    /** Signatures are hedged, so what one makes the other verifies, and neither another message or a bent signature. */
    @Test
    void mlDsaOfOneHoldsForTheOther() {
        List<Optional<Provider>> both = List.of(JAVA, LIBRARY);
        for (int i = 0; i < ROUNDS; i++) {
            MlDsaSigningKey key = MlDsaSigningKey.ofSeed(bytes(MlDsaSigningKey.SEED_BYTES));
            byte[] message = bytes(i * 7);
            for (Optional<Provider> signer : both) {
                byte[] signature = key.sign(signer, message);
                byte[] bent = signature.clone();
                bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
                for (Optional<Provider> checker : both) {
                    String which = "seed " + SEED + ", round " + i + ": " + signer + " then " + checker;
                    assertTrue(key.verifyingKey().verify(checker, message, signature), which);
                    assertFalse(key.verifyingKey().verify(checker, message, bent), which);
                    assertFalse(key.verifyingKey().verify(checker, bytes(i * 7 + 1), signature), which);
                }
            }
        }
    }
}
