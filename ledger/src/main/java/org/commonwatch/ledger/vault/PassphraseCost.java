package org.commonwatch.ledger.vault;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * What a guess at a passphrase costs: Argon2id version 1.3 (RFC 9106).
 *
 * @param memoryKib of memory for each guess
 * @param passes over it
 * @param lanes that could be computed side by side
 */
record PassphraseCost(int memoryKib, int passes, int lanes) {
    /** RFC 9106, second recommended option: 64 MiB, three passes. About half a second here. */
    static final PassphraseCost DEFAULT = new PassphraseCost(64 * 1024, 3, 4);

    /** A changed file must not make a node with 160 MiB of heap fall over. */
    private static final int MEMORY_KIB_MAX = 96 * 1024;

    /** Below, a file that somebody changed would have a weak copy of the passphrase made of it. */
    private static final int MEMORY_KIB_MIN = 19 * 1024;

    private static final int PASSES_MAX = 10;
    private static final int LANES_MAX = 16;

    PassphraseCost {
        boolean possible = memoryKib >= MEMORY_KIB_MIN
                && memoryKib <= MEMORY_KIB_MAX
                && passes >= 1
                && passes <= PASSES_MAX
                && lanes >= 1
                && lanes <= LANES_MAX;
        if (!possible) {
            throw new IllegalArgumentException(
                    "Argon2id with " + memoryKib + " KiB, " + passes + " passes, " + lanes + " lanes");
        }
    }

    /** @throws Refused {@code vault-cost} */
    static PassphraseCost of(int memoryKib, int passes, int lanes) throws Refused {
        try {
            return new PassphraseCost(memoryKib, passes, lanes);
        } catch (IllegalArgumentException beyond) {
            throw Refusal.of("vault-cost", "/slots", "The passphrase's cost is beyond what this release computes.")
                    .toException();
        }
    }

    byte[] key(Unlock.Passphrase passphrase, byte[] salt) {
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] key = new byte[LockedBox.SECRET_BYTES];
        argon.generateBytes(passphrase.chars(), key);
        return key;
    }
}
