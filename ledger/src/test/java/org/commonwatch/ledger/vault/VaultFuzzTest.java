package org.commonwatch.ledger.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in a key folder is refused or read, never an exception, and has one form. */
class VaultFuzzTest {
    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final byte[] KEY = new byte[LockedBox.SECRET_BYTES];
    private static final SecureRandom RANDOM = new SecureRandom();

    static Stream<byte[]> files() throws Refused {
        Unlock secret = Unlock.Secret.of("s".repeat(32).getBytes(StandardCharsets.US_ASCII));
        LockedBox box = LockedBox.seal(KEY, "x", KEY, RANDOM);
        Slot slot = Slot.of(ID, secret, KEY, RANDOM);
        Slot passphrase = new Slot(Optional.of(PassphraseCost.DEFAULT), box);
        return Stream.of(
                new VaultFile(ID, VaultFile.commitment(KEY), List.of(slot, passphrase), Optional.of(box)).toBytes(),
                new KeyFile(ID, "author", box).toBytes(),
                new Recovery(ID, KEY).text().getBytes(StandardCharsets.US_ASCII));
    }

    @Tag("fuzz")
    @MethodSource("files")
    @FuzzTest
    void readsOrRefuses(byte[] bytes) {
        try {
            assertArrayEquals(bytes, VaultFile.parse(bytes).toBytes());
        } catch (Refused expected) {
            assertEquals(expected.refusal(), expected.refusal());
        }
        try {
            assertArrayEquals(bytes, KeyFile.parse(bytes).toBytes());
        } catch (Refused expected) {
            assertEquals(expected.refusal(), expected.refusal());
        }
        try {
            String text = Recovery.parse(bytes).text();
            assertEquals(
                    text,
                    Recovery.parse(text.getBytes(StandardCharsets.US_ASCII)).text());
        } catch (Refused expected) {
            assertEquals(expected.refusal(), expected.refusal());
        }
    }

    /** A few thousand changes in the default run; the fuzzer looks for more. */
    @Test
    void changedBytesAreReadOrRefused() throws Refused {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random dice = new Random(seed);
        for (byte[] file : files().toList()) {
            for (int round = 0; round < 2_000; round++) {
                byte[] changed = file.clone();
                for (int flips = 1 + dice.nextInt(3); flips > 0; flips--) {
                    changed[dice.nextInt(changed.length)] = (byte) (' ' + dice.nextInt(96));
                }
                readsOrRefuses(java.util.Arrays.copyOf(changed, changed.length - dice.nextInt(2)));
            }
        }
    }
}
