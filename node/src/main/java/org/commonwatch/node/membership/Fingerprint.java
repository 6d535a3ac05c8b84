package org.commonwatch.node.membership;

import java.util.Locale;
import org.commonwatch.ledger.keys.KeyId;

/**
 * A key as people compare it: the first 40 digits of its id in groups of four. 160 bits, so that nobody finds a second key
 * with the same one.
 */
public final class Fingerprint {
    private static final int DIGITS = 40;

    private Fingerprint() {}

    public static String of(KeyId key) {
        return key.digest().hex().substring(0, DIGITS).replaceAll("(.{4})(?!$)", "$1 ");
    }

    /** Whether what somebody typed or pasted is this key's. */
    public static boolean matches(String typed, KeyId key) {
        String digits = typed.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "");
        return digits.equals(key.digest().hex().substring(0, DIGITS));
    }
}
