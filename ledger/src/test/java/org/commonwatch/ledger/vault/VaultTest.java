package org.commonwatch.ledger.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final Path ROOT = Path.of("/home");
    private static final Path KEYS = ROOT.resolve("keys");
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CrashDisk disk = new CrashDisk(ROOT);

    private static Unlock.Secret secret(String letter) throws Refused {
        return Unlock.Secret.of(letter.repeat(40).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[LockedBox.SECRET_BYTES];
        Arrays.fill(seed, (byte) number);
        return seed;
    }

    private Vault filled() throws Refused {
        Vault vault = Vault.create(disk, KEYS, ID, secret("a"), RANDOM);
        vault.write("author", seed(1));
        vault.write("log-home", seed(2));
        vault.write("encryption", seed(3));
        return vault;
    }

    private static String refusal(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(Refused.class, what).refusal().code();
    }

    private static Map<String, Byte> content(Vault vault) throws Refused {
        Map<String, Byte> content = new TreeMap<>();
        for (String role : vault.roles()) {
            content.put(role, vault.read(role).orElseThrow()[0]);
        }
        return content;
    }

    @Test
    void keepsSecretsAndShowsNone() throws Refused {
        filled();
        Vault vault = Vault.open(disk, KEYS, secret("a"), RANDOM);
        assertEquals(List.of("author", "encryption", "log-home"), vault.roles());
        assertArrayEquals(seed(2), vault.read("log-home").orElseThrow());
        assertEquals(Optional.empty(), vault.read("log-other"));
        for (Path file : disk.paths()) {
            String text = read(file);
            for (int number = 1; number <= 3; number++) {
                assertFalse(text.contains(new String(seed(number), StandardCharsets.ISO_8859_1)), file.toString());
            }
        }
        vault.delete("log-home");
        assertEquals(Optional.empty(), vault.read("log-home"));
    }

    private String read(Path file) {
        try {
            return new String(disk.readAll(file, VaultFile.BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherSecretOpensNothing() throws Refused {
        filled();
        assertEquals("vault-secret-wrong", refusal(() -> Vault.open(disk, KEYS, secret("b"), RANDOM)));
        assertEquals(
                "vault-secret-wrong",
                refusal(() -> Vault.open(
                        disk, KEYS, Unlock.Passphrase.of("a".repeat(40).toCharArray()), RANDOM)));
        assertEquals("vault-missing", refusal(() -> Vault.open(disk, ROOT, secret("a"), RANDOM)));
    }

    @Test
    void secretsAndPassphrasesThatCouldBeGuessedAreRefused() {
        assertEquals(
                "secret-short", refusal(() -> Unlock.Secret.of("x".repeat(31).getBytes(StandardCharsets.UTF_8))));
        assertEquals(
                "secret-short",
                refusal(() -> Unlock.Secret.of(("x".repeat(31) + "\n").getBytes(StandardCharsets.UTF_8))));
        assertEquals("secret-long", refusal(() -> Unlock.Secret.of(new byte[Unlock.SECRET_BYTES_MAX + 1])));
        assertEquals("passphrase-length", refusal(() -> Unlock.Passphrase.of("nine char".toCharArray())));
    }

    @Test
    void aPassphraseOpensWhatItLocked() throws Refused {
        Unlock.Passphrase words = Unlock.Passphrase.of("störche über Varna".toCharArray());
        Vault.create(disk, KEYS, ID, words, RANDOM).write("author", seed(7));
        assertEquals(Optional.of(new Vault.Closed(ID, true, false)), Vault.look(disk, KEYS));
        assertEquals(Map.of("author", (byte) 7), content(Vault.open(disk, KEYS, words, RANDOM)));
        assertEquals(
                "vault-secret-wrong",
                refusal(() ->
                        Vault.open(disk, KEYS, Unlock.Passphrase.of("störche über Burgas".toCharArray()), RANDOM)));
    }

    @Test
    void anyFlippedBitIsRefused() throws Refused {
        filled();
        for (Path file : List.of(KEYS.resolve("vault"), KEYS.resolve("author.key"))) {
            for (int at = 0; at < read(file).length(); at++) {
                CrashDisk changed = disk.copy();
                changed.flip(file, at, 1 << (at % 7));
                refusal(() -> Vault.open(changed, KEYS, secret("a"), RANDOM).read("author"));
            }
        }
    }

    @Test
    void aKeyFileInAnothersPlaceIsRefused() throws Exception {
        Vault vault = filled();
        disk.writeAll(KEYS.resolve("author.key"), disk.readAll(KEYS.resolve("encryption.key"), KeyFile.BYTES_MAX));
        assertEquals("key-other-vault", refusal(() -> vault.read("author")));
        KeyFile stolen = KeyFile.parse(disk.readAll(KEYS.resolve("encryption.key"), KeyFile.BYTES_MAX));
        disk.writeAll(KEYS.resolve("author.key"), new KeyFile(ID, "author", stolen.box()).toBytes());
        assertEquals("key-other-vault", refusal(() -> vault.read("author")));
    }

    @Test
    void aCostBeyondReasonIsNotComputed() throws Exception {
        Unlock.Passphrase words = Unlock.Passphrase.of("ten or more letters".toCharArray());
        Vault.create(disk, KEYS, ID, words, RANDOM);
        for (String[] change : new String[][] {
            {"\"memory_kib\":65536", "\"memory_kib\":99999999"},
            {"\"memory_kib\":65536", "\"memory_kib\":8"},
            {"\"passes\":3", "\"passes\":1000000"}
        }) {
            CrashDisk changed = disk.copy();
            String text = read(KEYS.resolve("vault")).replace(change[0], change[1]);
            changed.writeAll(KEYS.resolve("vault"), text.getBytes(StandardCharsets.US_ASCII));
            assertEquals("vault-cost", refusal(() -> Vault.open(changed, KEYS, words, RANDOM)), change[1]);
        }
    }

    @Test
    void theRecoveryFileOpensUntilKeysAreEncryptedAnew() throws Refused {
        Vault vault = filled();
        String text = vault.recovery().text();
        Recovery typed =
                Recovery.parse(("  " + text.toUpperCase(java.util.Locale.ROOT).replace("\n", " \r\n"))
                        .getBytes(StandardCharsets.US_ASCII));
        assertEquals(3, content(Vault.open(disk, KEYS, typed, RANDOM)).size());
        vault.admit(secret("b"));
        vault.renew(secret("b"));
        assertEquals("recovery-other", refusal(() -> Vault.open(disk, KEYS, typed, RANDOM)));
        assertEquals("vault-secret-wrong", refusal(() -> Vault.open(disk, KEYS, secret("a"), RANDOM)));
        assertEquals(3, content(Vault.open(disk, KEYS, secret("b"), RANDOM)).size());
        String mistyped = text.replaceFirst("check: .", "check: g");
        assertEquals("recovery-malformed", refusal(() -> Recovery.parse(mistyped.getBytes(StandardCharsets.US_ASCII))));
        String oneDigit = text.replaceFirst("key: (.)", text.contains("key: 0") ? "key: 1" : "key: 0");
        assertEquals("recovery-malformed", refusal(() -> Recovery.parse(oneDigit.getBytes(StandardCharsets.US_ASCII))));
    }

    /** At every write, both "not written" and "written but reported failed", with and without the power going too. */
    @Test
    void aCrashWhileEncryptingAnewLosesNoKey() throws Refused {
        filled();
        Map<String, Byte> before = content(Vault.open(disk, KEYS, secret("a"), RANDOM));
        long seed = System.nanoTime();
        Random dice = new Random(seed);
        long writes = 0;
        for (boolean done = false; !done; writes++) {
            for (Failure failure : Failure.values()) {
                for (int crash = 0; crash < 3; crash++) {
                    CrashDisk hit = disk.copy();
                    done = renewed(hit, writes + 1, failure);
                    hit.heal();
                    if (crash > 0) {
                        hit.crash(dice);
                    }
                    assertEquals(before, content(opened(hit)), "write " + writes + " " + failure + " seed " + seed);
                    assertFalse(read(hit, "vault").contains("previous"), "finished");
                }
            }
        }
        assertTrue(writes > 10, "writes were hit: " + writes);
    }

    private static boolean renewed(CrashDisk hit, long write, Failure failure) throws Refused {
        Vault vault = Vault.open(hit, KEYS, secret("a"), RANDOM);
        hit.failAt(write, failure, true);
        try {
            vault.admit(secret("b"));
            vault.renew(secret("b"));
            return true;
        } catch (DiskFault fault) {
            return false;
        }
    }

    /** Whichever of the two the machine has then: the new one opens once it was admitted, the old one before. */
    private static Vault opened(CrashDisk hit) throws Refused {
        try {
            return Vault.open(hit, KEYS, secret("b"), RANDOM);
        } catch (Refused notYet) {
            return Vault.open(hit, KEYS, secret("a"), RANDOM);
        }
    }

    private static String read(CrashDisk from, String name) {
        try {
            return new String(from.readAll(KEYS.resolve(name), VaultFile.BYTES_MAX), StandardCharsets.US_ASCII);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void letsASecondSecretInBesideTheFirst() throws Refused {
        filled();
        for (String next : List.of("b", "c", "d", "e", "f")) {
            Vault.open(disk, KEYS, secret("a"), RANDOM).admit(secret(next));
            assertEquals(
                    3, content(Vault.open(disk, KEYS, secret(next), RANDOM)).size());
        }
        assertEquals("vault-secret-wrong", refusal(() -> Vault.open(disk, KEYS, secret("b"), RANDOM)));
    }
}
