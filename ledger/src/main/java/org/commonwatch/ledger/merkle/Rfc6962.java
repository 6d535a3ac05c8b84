package org.commonwatch.ledger.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.commonwatch.kernel.Digest;

/**
 * Hashing of RFC 6962 section 2.1: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right), empty tree =
 * SHA-256(). An instance keeps one digest engine for inner loops and belongs to one thread; the static methods are for
 * everyone.
 */
public final class Rfc6962 {
    /** Root of the tree without leaves. */
    public static final Digest EMPTY_ROOT = Digest.of();

    private final MessageDigest sha256 = Digest.sha256();

    public static Digest leafHash(byte[] leaf) {
        return new Rfc6962().leaf(leaf);
    }

    public static Digest nodeHash(Digest left, Digest right) {
        return new Rfc6962().node(left, right);
    }

    public Digest leaf(byte[] leaf) {
        sha256.update((byte) 0);
        sha256.update(leaf);
        return Digest.fromBytes(sha256.digest());
    }

    public Digest node(Digest left, Digest right) {
        sha256.update((byte) 1);
        left.updateInto(sha256);
        right.updateInto(sha256);
        return Digest.fromBytes(sha256.digest());
    }

    /** Writes the 32-byte node hash over two adjacent hashes at {@code pair[pairAt, pairAt + 64)} to {@code out}. */
    public void node(byte[] pair, int pairAt, byte[] out, int outAt) {
        sha256.update((byte) 1);
        sha256.update(pair, pairAt, 2 * Digest.BYTES);
        finish(out, outAt);
    }

    private void finish(byte[] out, int outAt) {
        try {
            sha256.digest(out, outAt, Digest.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("the output has room for 32 bytes", e);
        }
    }

    /**
     * The hash of a perfect subtree given its {@code count} (a power of two) adjacent hashes from {@code from}; the input
     * is left alone.
     */
    public Digest perfect(byte[] hashes, int from, int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("a perfect subtree has a power of two of hashes, not " + count);
        }
        byte[] work = Arrays.copyOfRange(hashes, from, from + count * Digest.BYTES);
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                node(work, 2 * i * Digest.BYTES, work, i * Digest.BYTES);
            }
        }
        return Digest.fromBytes(work.length == Digest.BYTES ? work : Arrays.copyOf(work, Digest.BYTES));
    }
}
