package org.commonwatch.matching.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.values.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes whose order answers the questions that are asked: addresses as numbers, so that a network is a range;
 * host names with their labels reversed, so that all hosts under a domain are a range; hashes as the bytes they are.
 *
 * <p>First byte: the code of the kind. A body longer than {@link #BODY_BYTES_MAX} keeps its beginning and ends in 16 bytes of
 * its SHA-256, so that equality still holds.
 */
final class Key implements Comparable<Key> {
    static final int BODY_BYTES_MAX = 255;
    private static final int DIGEST_BYTES = 16;
    private static final String CUT = "...";

    private final byte[] bytes;

    /** @param bytes handed over, not changed by anybody afterwards */
    Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** The key of a canonical value of any kind but CIDR; nothing when the text is none. */
    static Optional<Key> of(MatchKind kind, String value) {
        return switch (kind) {
            case IPV4, IPV6 -> IpAddress.parse(value).map(Key::ofAddress);
            case DOMAIN -> Optional.of(ofBody(kind, reversed(value).getBytes(StandardCharsets.UTF_8)));
            case MD5, SHA1, SHA256, SHA512 -> hex(value).map(body -> ofBody(kind, body));
            case URL, EMAIL, FILENAME, LITERAL -> Optional.of(ofBody(kind, value.getBytes(StandardCharsets.UTF_8)));
            case CIDR -> Optional.empty();
        };
    }

    static Key ofAddress(IpAddress address) {
        ByteBuffer body = ByteBuffer.allocate(address.six() ? 16 : 4);
        if (address.six()) {
            body.putLong(address.high()).putLong(address.low());
        } else {
            body.putInt((int) address.low());
        }
        return ofBody(address.six() ? MatchKind.IPV6 : MatchKind.IPV4, body.array());
    }

    private static Key ofBody(MatchKind kind, byte[] body) {
        byte[] kept = body.length <= BODY_BYTES_MAX ? body : shortened(body);
        byte[] bytes = new byte[kept.length + 1];
        bytes[0] = (byte) kind.code();
        System.arraycopy(kept, 0, bytes, 1, kept.length);
        return new Key(bytes);
    }

    private static byte[] shortened(byte[] body) {
        byte[] kept = Arrays.copyOf(body, BODY_BYTES_MAX);
        System.arraycopy(sha256(body), 0, kept, BODY_BYTES_MAX - DIGEST_BYTES, DIGEST_BYTES);
        return kept;
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Optional<byte[]> hex(String value) {
        try {
            return Optional.of(HexFormat.of().parseHex(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Labels back to front: {@code a.evil.example} becomes {@code example.evil.a}; its own inverse. */
    private static String reversed(String name) {
        StringBuilder reversed = new StringBuilder(name.length());
        int end = name.length();
        while (end >= 0) {
            int dot = name.lastIndexOf('.', end - 1);
            reversed.append(name, dot + 1, end);
            if (dot >= 0) {
                reversed.append('.');
            }
            end = dot;
        }
        return reversed.toString();
    }

    MatchKind kind() {
        for (MatchKind kind : MatchKind.values()) {
            if (kind.code() == (bytes[0] & 0xff)) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind has the code " + (bytes[0] & 0xff));
    }

    /** The value again; of a shortened one its beginning and three dots. */
    String value() {
        MatchKind kind = kind();
        byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
        return switch (kind) {
            case IPV4 -> new IpAddress(false, 0, ByteBuffer.wrap(body).getInt() & 0xffff_ffffL).text();
            case IPV6 -> {
                ByteBuffer numbers = ByteBuffer.wrap(body);
                yield new IpAddress(true, numbers.getLong(), numbers.getLong()).text();
            }
            case MD5, SHA1, SHA256, SHA512 -> HexFormat.of().formatHex(body);
            case DOMAIN -> reversed(text(body));
            case URL, EMAIL, FILENAME, LITERAL, CIDR -> text(body);
        };
    }

    private static String text(byte[] body) {
        return body.length < BODY_BYTES_MAX
                ? new String(body, StandardCharsets.UTF_8)
                : new String(body, 0, BODY_BYTES_MAX - DIGEST_BYTES, StandardCharsets.UTF_8) + CUT;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
