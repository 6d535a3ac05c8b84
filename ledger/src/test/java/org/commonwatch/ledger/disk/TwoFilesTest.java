package org.commonwatch.ledger.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was written last is read, whatever failed and whenever the power went; or what was being written then. */
class TwoFilesTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path FILE = ROOT.resolve("record");
    private static final int BYTES_MAX = 10_000;

    private static byte[] record(int number, Random dice) {
        return ("record " + number + " ".repeat(dice.nextInt(6_000))).getBytes(StandardCharsets.UTF_8);
    }

    private static int number(Optional<byte[]> record) {
        return record.map(bytes -> Integer.parseInt(
                        new String(bytes, StandardCharsets.UTF_8).strip().substring("record ".length())))
                .orElse(0);
    }

    private static TwoFiles files(CrashDisk disk) {
        return new TwoFiles(disk, FILE, BYTES_MAX);
    }

    @Test
    void aFailureOrAPowerLossLeavesTheLastRecordOrTheOneUnderWay() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 4_000; seed++) {
            Random dice = new Random(seed);
            CrashDisk disk = new CrashDisk(ROOT);
            TwoFiles files = files(disk);
            int acknowledged = 0;
            int tried = 0;
            for (int round = 0; round < 12; round++) {
                if (dice.nextInt(3) == 0) {
                    CrashDisk.Failure how = List.of(CrashDisk.Failure.values()).get(dice.nextInt(3));
                    disk.failAt(1 + dice.nextInt(5), how, dice.nextBoolean());
                }
                try {
                    tried++;
                    byte[] record = record(tried, dice);
                    if (dice.nextBoolean()) {
                        files.write(record);
                    } else {
                        files.writeBoth(record);
                    }
                    acknowledged = tried;
                } catch (IOException expected) {
                    seen.add("failed");
                }
                if (dice.nextInt(4) == 0) {
                    disk.crash(dice);
                    files = files(disk);
                    seen.add("crashed");
                }
                disk.heal();
                if (dice.nextInt(3) == 0) {
                    int found = number(files.read());
                    assertTrue(
                            found >= acknowledged && found <= tried,
                            "seed " + seed + ": " + found + " of " + acknowledged + " to " + tried);
                    // What was read was made durable, so it counts from here on.
                    acknowledged = found;
                    seen.add(found == tried ? "newest" : "one before");
                }
            }
            disk.crash(dice);
            assertTrue(number(files(disk).read()) >= acknowledged, "seed " + seed);
        }
        assertEquals(Set.of("failed", "crashed", "newest", "one before"), seen);
    }

    @Test
    void aDamagedFileTakesNothingThatIsInBothAndTwoAreDamage() throws IOException {
        CrashDisk disk = new CrashDisk(ROOT);
        TwoFiles files = files(disk);
        files.writeBoth("record 1".getBytes(StandardCharsets.UTF_8));
        files.writeBoth("record 2".getBytes(StandardCharsets.UTF_8));
        for (int file = 0; file < 2; file++) {
            CrashDisk bent = disk.copy();
            bent.flip(ROOT.resolve("record-" + file), 25, 1);
            assertEquals(2, number(files(bent).read()));
        }
        disk.flip(ROOT.resolve("record-0"), 25, 1);
        disk.flip(ROOT.resolve("record-1"), 12, 1);
        assertThrows(IOException.class, () -> files(disk).read());
        assertThrows(IOException.class, () -> files(disk).write(new byte[1]));
    }

    @Test
    void whatAnEarlierReleaseLeftCountsUntilSomethingIsWritten() throws IOException {
        CrashDisk disk = new CrashDisk(ROOT);
        byte[] before = "as it was".getBytes(StandardCharsets.UTF_8);
        disk.writeAll(FILE, before);
        assertArrayEquals(before, files(disk).look().orElseThrow());
        files(disk).write("record 1".getBytes(StandardCharsets.UTF_8));
        assertEquals(1, number(files(disk).read()));
        assertFalse(disk.exists(FILE));
        assertThrows(IllegalArgumentException.class, () -> files(disk).write(new byte[BYTES_MAX + 1]));
    }
}
