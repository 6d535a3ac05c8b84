package org.commonwatch.bench.scan;

import java.util.Arrays;

/** Of each block of a file that is read several times in the same blocks, the least time. */
final class LeastTimes {
    private long[] least = new long[1024];
    private int blocks;
    private long last;

    /** The file is read once more. */
    void start() {
        blocks = 0;
        last = System.nanoTime();
    }

    /** The next block is done. */
    void block() {
        long now = System.nanoTime();
        if (blocks == least.length) {
            least = Arrays.copyOf(least, 2 * blocks);
        }
        least[blocks] = least[blocks] == 0 ? now - last : Math.min(least[blocks], now - last);
        blocks++;
        last = now;
    }

    /** The sum over all blocks of the last reading. */
    double seconds() {
        long sum = 0;
        for (int i = 0; i < blocks; i++) {
            sum += least[i];
        }
        return sum / 1e9;
    }
}
