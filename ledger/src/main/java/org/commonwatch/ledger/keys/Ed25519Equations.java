package org.commonwatch.ledger.keys;

import java.util.concurrent.atomic.AtomicInteger;

/** Which way checks signatures now: Java at first, the native one once it pays to load it. */
final class Ed25519Equations {
    /** Signatures until then: some fifty milliseconds of work, which nobody who only starts or signs ever does. */
    static final int NATIVE_AFTER = 256;

    private static final AtomicInteger SEEN = new AtomicInteger();
    private static volatile Ed25519Equation now = new BouncyCastleEd25519();

    private Ed25519Equations() {}

    static Ed25519Equation now() {
        if (SEEN.get() < NATIVE_AFTER && SEEN.incrementAndGet() == NATIVE_AFTER) {
            load();
        }
        return now;
    }

    private static void load() {
        NativeEd25519.load().ifPresent(loaded -> now = loaded);
    }
}
