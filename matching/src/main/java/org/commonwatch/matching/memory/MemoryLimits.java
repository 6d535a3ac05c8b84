package org.commonwatch.matching.memory;

import java.time.Duration;

/**
 * How much is remembered and for how long. Whichever bound is met first decides; {@link Memory#reach()} says how far back
 * the memory really goes.
 *
 * @param keep values last seen longer ago are forgotten
 * @param bytesMax of all segment files; the values seen longest ago are forgotten first
 * @param tableBytesMax of the part that is held in memory until it is written as a segment
 */
public record MemoryLimits(Duration keep, long bytesMax, int tableBytesMax) {
    private static final long MIB = 1024 * 1024;

    /** 180 days, 512 MiB on disk, 12 MiB of heap: about ten million distinct values. */
    public static final MemoryLimits DEFAULT = new MemoryLimits(Duration.ofDays(180), 512 * MIB, (int) (12 * MIB));

    public MemoryLimits {
        if (keep.isNegative() || keep.isZero() || bytesMax < 4L * tableBytesMax || tableBytesMax < 4096) {
            throw new IllegalArgumentException(
                    "a memory needs a positive time and room for four tables of 4 KiB or more");
        }
    }
}
