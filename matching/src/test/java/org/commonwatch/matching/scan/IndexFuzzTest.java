package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages an index file at random: opening and checking answer with a refusal and nothing else, and no damage passes the check. */
final class IndexFuzzTest {
    @TempDir
    Path folder;

    @Test
    void refusesDamagedFiles() throws Exception {
        damage(System.nanoTime(), 1_500);
    }

    @Test
    @Tag("long")
    void refusesManyDamagedFiles() throws Exception {
        damage(System.nanoTime(), 60_000);
    }

    /** A filter that lost a bit hides what is listed, and nothing would show it: such a file is not searched at all. */
    @Test
    void aFilterThatLostABitIsNotOpened() throws Exception {
        Indexes.of(folder.resolve("good.idx"), RandomStreams.INDICATORS).close();
        byte[] good = Files.readAllBytes(folder.resolve("good.idx"));
        ByteBuffer header = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
        int checked = 0;
        for (int section = 3; section <= 7; section++) {
            int row = 184 + (section - 1) * 24;
            int from = (int) header.getLong(row + 8);
            int to = from + (int) header.getLong(row + 16);
            while (from < to && good[from] == 0) {
                from++;
            }
            if (from < to) {
                byte[] bad = good.clone();
                bad[from] &= (byte) (bad[from] - 1);
                Path file = Files.write(folder.resolve("bad.idx"), bad);
                Refused refused = assertThrows(Refused.class, () -> IndicatorIndex.open(file));
                assertEquals("index-damaged", refused.refusal().code());
                checked++;
            }
        }
        assertTrue(checked >= 3, "filters with bits: " + checked);
    }

    private void damage(long seed, int rounds) throws Exception {
        System.out.println("IndexFuzzTest seed " + seed);
        Random random = new Random(seed);
        Indexes.of(folder.resolve("good.idx"), RandomStreams.INDICATORS).close();
        byte[] good = Files.readAllBytes(folder.resolve("good.idx"));
        int opened = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] bad = changed(good, random);
            for (int more = random.nextInt(3); more > 0; more--) {
                bad = changed(bad, random);
            }
            Path file = Files.write(folder.resolve("bad.idx"), bad);
            opened += check(file, good, bad, "seed " + seed + ", round " + round) ? 1 : 0;
        }
        assertTrue(opened > 0, "some damage is found only by the full check");
    }

    private static boolean check(Path file, byte[] good, byte[] bad, String what) throws IOException {
        try (IndicatorIndex index = IndicatorIndex.open(file)) {
            try {
                index.verify();
                assertArrayEquals(good, bad, what + ": damage passed the check");
            } catch (Refused refused) {
                assertTrue(refused.refusal().code().startsWith("index-"), refused::toString);
            }
            return true;
        } catch (Refused refused) {
            assertTrue(refused.refusal().code().startsWith("index-"), refused::toString);
            return false;
        } catch (RuntimeException e) {
            return fail(what, e);
        }
    }

    private static byte[] changed(byte[] input, Random random) {
        if (input.length < 2) {
            return new byte[random.nextInt(100)];
        }
        // The head decides most, so it is hit as often as all the rest.
        int at = random.nextInt(random.nextBoolean() ? input.length : Math.min(input.length, 512));
        byte[] changed = input.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed = Arrays.copyOf(input, at);
            case 1 -> changed = Arrays.copyOf(input, input.length + 1 + random.nextInt(5_000));
            case 2 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> changed[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
            case 4 ->
                Arrays.fill(changed, at, Math.min(input.length, at + 8), (byte) (random.nextBoolean() ? 0xff : 0));
            default -> {
                int from = random.nextInt(input.length);
                int length = Math.min(random.nextInt(64), input.length - Math.max(at, from));
                System.arraycopy(input, from, changed, at, length);
            }
        }
        return changed;
    }
}
