package org.commonwatch.ledger.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.commonwatch.ledger.keys.AwsLc;
import org.junit.jupiter.api.Test;

class PayloadKeyTest {
    private static final int ROUNDS = 200;
    private static final long SEED = 20261126;

    private static Cipher cipher(Optional<Provider> library, int mode, byte[] key, byte[] aad)
            throws GeneralSecurityException {
        return PayloadKey.cipher(library, mode, key, new byte[12], aad);
    }

    /** Sealed in two parts, as objects are after their salts. Where there is no library, Java is asked twice. */
    @Test
    void nativeCodeSealsTheSameBytesAndOpensNothingElse() throws GeneralSecurityException {
        Optional<Provider> java = Optional.empty();
        Optional<Provider> library = AwsLc.now(Short.MAX_VALUE);
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            String which = "seed " + SEED + ", round " + i;
            byte[] key = new byte[32];
            byte[] aad = new byte[random.nextInt(80)];
            byte[] salt = new byte[32];
            byte[] object = new byte[random.nextInt(5000)];
            random.nextBytes(key);
            random.nextBytes(aad);
            random.nextBytes(object);
            byte[][] sealed = new byte[2][];
            for (int way = 0; way < 2; way++) {
                Cipher cipher = cipher(way == 0 ? java : library, Cipher.ENCRYPT_MODE, key, aad);
                sealed[way] = new byte[salt.length + object.length + 16];
                int at = cipher.update(salt, 0, salt.length, sealed[way], 0);
                assertEquals(sealed[way].length, at + cipher.doFinal(object, 0, object.length, sealed[way], at), which);
            }
            assertArrayEquals(sealed[0], sealed[1], which);
            assertArrayEquals(
                    cipher(java, Cipher.DECRYPT_MODE, key, aad).doFinal(sealed[1]),
                    cipher(library, Cipher.DECRYPT_MODE, key, aad).doFinal(sealed[0]),
                    which);
            sealed[0][random.nextInt(sealed[0].length)] ^= 1;
            assertThrows(
                    AEADBadTagException.class,
                    () -> cipher(library, Cipher.DECRYPT_MODE, key, aad).doFinal(sealed[0]),
                    which);
        }
    }
}
