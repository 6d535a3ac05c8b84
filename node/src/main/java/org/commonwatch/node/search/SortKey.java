package org.commonwatch.node.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/**
 * The key of a value as bytes whose order makes relatives neighbours: addresses by number, ranges by prefix length and then by
 * number, hashes as they are, names by label from the right ({@code www.evil.example} as {@code example.evil.www}), e-mail
 * addresses by host and then by person, URLs by host, scheme, user, port and then path. So equal values, parents, sub-domains,
 * prefixes and containment are each one look-up or one range. Texts are UTF-8; one beyond {@link #TEXT_BYTES_MAX} is cut and
 * ends in a hash, which keeps equality and gives up the rest.
 */
final class SortKey implements Comparable<SortKey> {
    /** Longer rows would leave the B-tree's pages. Real values stay far below. */
    static final int TEXT_BYTES_MAX = 512;

    /** Between the parts of a URL; no value holds it. */
    private static final char PART = '\u0001';

    /** Starts the hash of what was cut; no UTF-8 text holds it. */
    private static final byte CUT = (byte) 0xff;

    private static final int HASH_BYTES = 16;
    private static final String CVE_START = "CVE-";
    private static final String ASN_START = "AS";

    private final ValueOrder order;
    private final byte[] bytes;

    private SortKey(ValueOrder order, byte[] bytes) {
        this.order = order;
        this.bytes = bytes;
    }

    /** Nothing for the few values that no order takes: control characters, numbers beyond 32 bits. */
    static Optional<SortKey> of(IndicatorValue value) {
        String text = value.key();
        if (text.chars().anyMatch(c -> c < 0x20)) {
            return Optional.empty();
        }
        return switch (value.kind()) {
            case IPV4, IPV6 -> IpAddress.parse(text).map(SortKey::address);
            case CIDR -> IpRange.parse(text).map(SortKey::range);
            case DOMAIN -> Optional.of(text(ValueOrder.DOMAIN, HostKey.of(text)));
            case URL -> url(text);
            case EMAIL -> Optional.of(text(ValueOrder.EMAIL, email(text)));
            case MAC -> Optional.of(hex(ValueOrder.MAC, text.replace(":", "")));
            case ASN -> asn(text);
            case MD5 -> Optional.of(hex(ValueOrder.MD5, text));
            case SHA1 -> Optional.of(hex(ValueOrder.SHA1, text));
            case SHA256 -> Optional.of(hex(ValueOrder.SHA256, text));
            case SHA512 -> Optional.of(hex(ValueOrder.SHA512, text));
            case SSDEEP -> Optional.of(text(ValueOrder.SSDEEP, text));
            case TLSH -> Optional.of(text(ValueOrder.TLSH, text));
            case FILENAME -> Optional.of(text(ValueOrder.FILENAME, text));
            case MUTEX -> Optional.of(text(ValueOrder.MUTEX, text));
            case REGISTRY_KEY -> Optional.of(text(ValueOrder.REGISTRY_KEY, text));
            case USER_AGENT -> Optional.of(text(ValueOrder.USER_AGENT, text));
            case CVE -> Optional.of(text(ValueOrder.CVE, text.substring(CVE_START.length())));
            case ATTACK_ID -> Optional.of(text(ValueOrder.ATTACK_ID, text));
        };
    }

    static SortKey stored(int number, byte[] bytes) {
        return new SortKey(ValueOrder.ofNumber(number), bytes);
    }

    static SortKey raw(ValueOrder order, byte... bytes) {
        return new SortKey(order, bytes);
    }

    static SortKey text(ValueOrder order, String text) {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        if (whole.length <= TEXT_BYTES_MAX) {
            return new SortKey(order, whole);
        }
        int kept = TEXT_BYTES_MAX - HASH_BYTES - 1;
        byte[] cut = Arrays.copyOf(whole, TEXT_BYTES_MAX);
        cut[kept] = CUT;
        System.arraycopy(Digest.of(whole).toBytes(), 0, cut, kept + 1, HASH_BYTES);
        return new SortKey(order, cut);
    }

    /** IPv4 in IPv6 clothes is IPv4: the same host, however it was written. */
    static SortKey address(IpAddress address) {
        if (address.isMappedFour()) {
            return address(address.mappedFour());
        }
        return new SortKey(address.six() ? ValueOrder.IPV6 : ValueOrder.IPV4, number(address));
    }

    static SortKey range(IpRange range) {
        if (range.prefix() == range.network().bits()) {
            return address(range.network());
        }
        byte[] number = number(range.network());
        byte[] bytes = ByteBuffer.allocate(number.length + 1)
                .put((byte) range.prefix())
                .put(number)
                .array();
        return new SortKey(range.network().six() ? ValueOrder.IPV6_RANGE : ValueOrder.IPV4_RANGE, bytes);
    }

    ValueOrder order() {
        return order;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The first key after all that begin with this one. */
    SortKey end() {
        byte[] end = bytes.clone();
        int last = end.length - 1;
        while (last >= 0 && end[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            byte[] greatest = new byte[TEXT_BYTES_MAX + 1];
            Arrays.fill(greatest, (byte) 0xff);
            return new SortKey(order, greatest);
        }
        end[last]++;
        return new SortKey(order, Arrays.copyOf(end, last + 1));
    }

    /** The key as people write it; ends in … where it was cut. */
    String value() {
        return switch (order) {
            case IPV4, IPV6 -> address(bytes, 0).text();
            case IPV4_RANGE, IPV6_RANGE -> address(bytes, 1).text() + "/" + Byte.toUnsignedInt(bytes[0]);
            case MD5, SHA1, SHA256, SHA512 -> HexFormat.of().formatHex(bytes);
            case MAC -> HexFormat.ofDelimiter(":").formatHex(bytes);
            case ASN ->
                ASN_START + Integer.toUnsignedString(ByteBuffer.wrap(bytes).getInt());
            case DOMAIN -> HostKey.host(text());
            case EMAIL -> writtenEmail(text());
            case URL -> writtenUrl(text());
            case CVE -> CVE_START + text();
            case SSDEEP, TLSH, FILENAME, MUTEX, REGISTRY_KEY, USER_AGENT, ATTACK_ID -> text();
        };
    }

    @Override
    public int compareTo(SortKey other) {
        int byOrder = Integer.compare(order.number(), other.order.number());
        return byOrder != 0 ? byOrder : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortKey key && key.order == order && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return 31 * order.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return order.kind().word() + ":" + value();
    }

    private String text() {
        int cut = bytes.length - HASH_BYTES - 1;
        return bytes.length == TEXT_BYTES_MAX && bytes[cut] == CUT
                ? new String(bytes, 0, cut, StandardCharsets.UTF_8) + "…"
                : new String(bytes, StandardCharsets.UTF_8);
    }

    private static SortKey hex(ValueOrder order, String digits) {
        return new SortKey(order, HexFormat.of().parseHex(digits));
    }

    private static Optional<SortKey> asn(String text) {
        long number = Long.parseLong(text.substring(ASN_START.length()));
        return number > 0xffff_ffffL
                ? Optional.empty()
                : Optional.of(new SortKey(
                        ValueOrder.ASN,
                        ByteBuffer.allocate(4).putInt((int) number).array()));
    }

    private static String email(String text) {
        int at = text.lastIndexOf('@');
        return HostKey.of(text.substring(at + 1)) + "@" + text.substring(0, at);
    }

    private static String writtenEmail(String text) {
        int at = text.indexOf('@');
        return text.substring(at + 1) + "@" + HostKey.host(text.substring(0, at));
    }

    private static Optional<SortKey> url(String url) {
        return UrlParts.of(url).map(parts -> text(ValueOrder.URL, parts.sorted(PART)));
    }

    /** The start that all URLs at exactly this host share. */
    static SortKey urlsAt(String host) {
        return new SortKey(ValueOrder.URL, (HostKey.of(host) + PART).getBytes(StandardCharsets.UTF_8));
    }

    private static String writtenUrl(String text) {
        String[] parts = text.split(String.valueOf(PART), 4);
        return parts.length < 4 ? text : parts[1] + "://" + parts[2] + HostKey.host(parts[0]) + parts[3];
    }

    private static byte[] number(IpAddress address) {
        return address.six()
                ? ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array()
                : ByteBuffer.allocate(4).putInt((int) address.low()).array();
    }

    private static IpAddress address(byte[] bytes, int from) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
        return buffer.remaining() == 4
                ? new IpAddress(false, 0, Integer.toUnsignedLong(buffer.getInt()))
                : new IpAddress(true, buffer.getLong(), buffer.getLong());
    }
}
