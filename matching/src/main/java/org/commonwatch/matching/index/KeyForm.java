package org.commonwatch.matching.index;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/**
 * From a canonical value to the bytes it is found by, and back. Addresses and digests are binary; names, e-mail addresses and
 * file names are lower case; URLs are {@link UrlKey}s. Where the key does not give the value back, an index keeps both.
 */
final class KeyForm {
    /** Code of a key that says: some URL indicator has this host. Stands in filters only. */
    static final int URL_HOST = 101;

    /** Some e-mail indicator has this host. */
    static final int MAIL_HOST = 102;

    /** A URL's key without its scheme, lower case, as Zeek compares. Points to the URL's own record. */
    static final int URL_BARE = 103;

    private static final byte[] NOTHING = {};

    private final UrlKey urls = new UrlKey();

    /** The key of a canonical value. */
    byte[] key(MatchKind kind, String text) {
        return switch (kind) {
            case IPV4, IPV6 -> address(IpAddress.parse(text).orElseThrow());
            case CIDR -> network(IpRange.parse(text).orElseThrow());
            case DOMAIN -> text.getBytes(StandardCharsets.US_ASCII);
            case MD5, SHA1, SHA256, SHA512 -> HexFormat.of().parseHex(text);
            case URL -> url(text);
            case EMAIL, FILENAME -> lower(text.getBytes(StandardCharsets.UTF_8));
            case LITERAL -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] url(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!urls.of(bytes, 0, bytes.length)) {
            throw new IllegalStateException("a canonical URL without a key: " + text);
        }
        return urls.copy();
    }

    /** The host inside the key of the last URL given to {@link #key}. */
    byte[] urlHost() {
        byte[] host = new byte[urls.hostTo() - urls.hostFrom()];
        System.arraycopy(urls.bytes(), urls.hostFrom(), host, 0, host.length);
        return host;
    }

    /** The value that a key stands for, as far as the key says. */
    static String text(MatchKind kind, byte[] key) {
        return switch (kind) {
            case IPV4, IPV6 -> address(key, 0, key.length).text();
            case CIDR -> new IpRange(address(key, 2, key.length - 2), key[1] & 255).text();
            case MD5, SHA1, SHA256, SHA512 -> HexFormat.of().formatHex(key);
            case DOMAIN, URL, EMAIL, FILENAME, LITERAL -> new String(key, StandardCharsets.UTF_8);
        };
    }

    /** The value itself where the key does not give it back, else nothing. */
    static byte[] textBeside(Indicator indicator, byte[] key) {
        return switch (indicator.kind()) {
            case URL, EMAIL, FILENAME ->
                text(indicator.kind(), key).equals(indicator.value())
                        ? NOTHING
                        : indicator.value().getBytes(StandardCharsets.UTF_8);
            case IPV4, IPV6, CIDR, DOMAIN, MD5, SHA1, SHA256, SHA512, LITERAL -> NOTHING;
        };
    }

    static byte[] lower(byte[] text) {
        byte[] lower = text.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] |= 0x20;
            }
        }
        return lower;
    }

    private static byte[] address(IpAddress address) {
        byte[] key = new byte[address.bits() / 8];
        put(address, key, 0);
        return key;
    }

    /** Family (4 or 6), prefix, network. */
    private static byte[] network(IpRange range) {
        byte[] key = new byte[2 + range.network().bits() / 8];
        key[0] = (byte) (range.network().six() ? 6 : 4);
        key[1] = (byte) range.prefix();
        put(range.network(), key, 2);
        return key;
    }

    private static void put(IpAddress address, byte[] key, int from) {
        int bytes = address.bits() / 8;
        for (int i = 0; i < bytes; i++) {
            int shift = 8 * (bytes - 1 - i);
            key[from + i] = (byte) (shift >= 64 ? address.high() >>> (shift - 64) : address.low() >>> shift);
        }
    }

    private static IpAddress address(byte[] key, int from, int bytes) {
        long high = 0;
        long low = 0;
        for (int i = from; i < from + bytes; i++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | (key[i] & 255);
        }
        return new IpAddress(bytes == 16, bytes == 16 ? high : 0, low);
    }
}
