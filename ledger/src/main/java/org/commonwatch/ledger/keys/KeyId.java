package org.commonwatch.ledger.keys;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Names a verifying key: SHA-256 over {@code "commonwatch.key.v1" 0x00 algorithm publicKey} with algorithm 0x01 for
 * Ed25519. Written {@code ed25519:} and 64 lower-case hexadecimal digits, so that another algorithm gets another word.
 */
public record KeyId(Digest digest) implements Comparable<KeyId> {
    public static final String PREFIX = "ed25519:";

    /** Characters of the text form. */
    public static final int TEXT_CHARS = PREFIX.length() + 2 * Digest.BYTES;

    private static final int OWNER_DIGITS = 16;
    private static final byte[] DOMAIN = "commonwatch.key.v1\0\1".getBytes(StandardCharsets.ISO_8859_1);

    static KeyId ofEd25519(byte[] publicKey) {
        return new KeyId(Digest.of(DOMAIN, publicKey));
    }

    public static KeyId parse(String text) throws Refused {
        if (text.length() != TEXT_CHARS || !text.startsWith(PREFIX) || !isLowerHex(text, PREFIX.length())) {
            throw Refusal.of("key-id-malformed", "", "A key id is " + PREFIX + " and 64 lower-case hex digits.", text)
                    .toException();
        }
        return new KeyId(Digest.fromBytes(HexFormat.of().parseHex(text, PREFIX.length(), text.length())));
    }

    private static boolean isLowerHex(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!hex) {
                return false;
            }
        }
        return true;
    }

    /**
     * The name that a key gives its owner among members of a community: {@code org-} and 16 digits. A name for use, not a digest to rely
     * on: another key with the same one takes 2^64 tries.
     */
    public String ownerName() {
        return "org-" + digest.hex().substring(0, OWNER_DIGITS);
    }

    @Override
    public int compareTo(KeyId other) {
        return digest.compareTo(other.digest);
    }

    @Override
    public String toString() {
        return PREFIX + digest.hex();
    }
}
