package org.commonwatch.node.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.commonwatch.kernel.Digest;

/**
 * A bearer secret: shown once, kept as its digest. 256 random bits need no slow hash; nothing that prints this shows it.
 */
public final class Secret {
    private static final int RANDOM_BYTES = 32;

    /** Longest secret looked at; ours have 46 characters. */
    static final int CHARS_MAX = 512;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret fresh(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Secret("cw_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    /** For the one place that shows or writes it. */
    public String reveal() {
        return text;
    }

    public Digest digest() {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
