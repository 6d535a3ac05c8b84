package org.commonwatch.node.spine;

import org.commonwatch.ledger.keys.SigningKey;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads on another core what opening the stores will ask for, while the framework puts its parts together on the first: SQLite's
 * native library, which the driver unpacks at every start, and the tables of Ed25519. Nothing waits for it and nothing relies
 * on it.
 */
public final class EarlyLoading {
    private EarlyLoading() {}

    /** Returns at once. */
    public static void start() {
        Thread.ofPlatform().daemon().name("early-sqlite").start(EarlyLoading::sqlite);
        Thread.ofPlatform().daemon().name("early-keys").start(() -> SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]));
    }

    private static void sqlite() {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception tellsAgain) {
            // Opening the first store meets the same fault, and there somebody can be told.
            return;
        }
    }
}
