package org.commonwatch.ledger.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

/**
 * The vector in docs/formats/vault.md is what this code makes of salts and keys that count up, and opens. {@code
 * -Dcommonwatch.rewrite=true} writes it anew, which is a change of format.
 */
class VaultDocTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/vault.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)(## Vector\n.*?```\n).*?(```)");
    private static final String ID = "000102030405060708090a0b0c0d0e0f";

    /** 0x01 for the first, 0x02 for the second, and so on. */
    private static final class Counting extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private byte next = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, next++);
        }
    }

    private static String vector() throws Refused {
        Counting random = new Counting();
        byte[] vaultKey = new byte[LockedBox.SECRET_BYTES];
        random.nextBytes(vaultKey);
        Unlock secret = Unlock.Secret.of("this is a secret of thirty-five by.".getBytes(StandardCharsets.US_ASCII));
        Slot slot = Slot.of(ID, secret, vaultKey, random);
        VaultFile file =
                new VaultFile(ID, VaultFile.commitment(vaultKey), java.util.List.of(slot), java.util.Optional.empty());
        byte[] seed = new byte[LockedBox.SECRET_BYTES];
        random.nextBytes(seed);
        KeyFile key = new KeyFile(ID, "author", LockedBox.seal(vaultKey, KeyFile.purpose(ID, "author"), seed, random));
        assertArrayEquals(vaultKey, slot.open(ID, secret).orElseThrow());
        return text(file.toBytes()) + "\n" + text(key.toBytes()) + "\n"
                + new Recovery(ID, vaultKey).text().lines().skip(2).reduce("", (a, b) -> a + b + "\n");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII).replaceAll("(.{110})", "$1\n");
    }

    @Test
    void theVectorIsWhatTheCodeMakes() throws Exception {
        String page = Files.readString(PAGE);
        Matcher block = BLOCK.matcher(page);
        assertTrue(block.find());
        String fresh = block.replaceFirst(Matcher.quoteReplacement(block.group(1) + vector() + block.group(2)));
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, fresh);
        }
        org.junit.jupiter.api.Assertions.assertEquals(fresh, Files.readString(PAGE));
    }
}
