package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.junit.jupiter.api.Test;

class SeenStatementsTest {
    private static final long SEED = 20261126L;

    /** Ids that crowd into few slots, zero among them. */
    @Test
    void knowsWhatANaiveSetKnows() {
        Random dice = new Random(SEED);
        SeenStatements seen = new SeenStatements();
        Set<Digest> naive = new HashSet<>();
        for (int step = 0; step < 20_000; step++) {
            long number = dice.nextInt(8_000) * (dice.nextBoolean() ? 1L : 1L << 40);
            Digest id = Digest.fromBytes(
                    ByteBuffer.allocate(Digest.BYTES).putLong(number * 2).array());
            assertEquals(naive.add(id), seen.add(id), "seed " + SEED + " step " + step);
        }
    }
}
