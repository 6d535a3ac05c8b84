package org.commonwatch.values;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address as numbers. IPv4 stands in the low 32 bits.
 *
 * <p>Text follows RFC 4291 section 2.2 on the way in and RFC 5952 on the way out. IPv4 is dotted decimal only: octets with
 * leading zeros are refused, because half the world reads them as octal (RFC 6943 section 3.1.1).
 */
public record IpAddress(boolean six, long high, long low) implements Comparable<IpAddress> {
    private static final int TEXT_CHARS_MAX = 45;

    public static Optional<IpAddress> parse(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            return Optional.empty();
        }
        return text.indexOf(':') >= 0 ? parseSix(text) : parseFour(text);
    }

    /** Whether {@code text} is an IPv4 address, which has one way of being written. */
    static boolean isFour(String text) {
        return four(text, 0) >= 0;
    }

    public int bits() {
        return six ? 128 : 32;
    }

    /** An IPv4 address in IPv6 clothes, {@code ::ffff:0:0/96} of RFC 4291 section 2.5.5.2. */
    public boolean isMappedFour() {
        return six && high == 0 && low >>> 32 == 0xffff;
    }

    /** The IPv4 address inside {@link #isMappedFour()}. */
    public IpAddress mappedFour() {
        return new IpAddress(false, 0, low & 0xffff_ffffL);
    }

    /** The first address of the network of {@code prefix} bits that holds this one. */
    public IpAddress network(int prefix) {
        if (!six) {
            return new IpAddress(false, 0, prefix == 0 ? 0 : low & (0xffff_ffffL << (32 - prefix)) & 0xffff_ffffL);
        }
        long highMask = prefix == 0 ? 0 : prefix >= 64 ? -1 : -1L << (64 - prefix);
        long lowMask = prefix <= 64 ? 0 : -1L << (128 - prefix);
        return new IpAddress(true, high & highMask, low & lowMask);
    }

    /** RFC 5952 for IPv6, dotted decimal for IPv4. */
    public String text() {
        if (!six) {
            return fourText(low);
        }
        if (isMappedFour()) {
            return "::ffff:" + fourText(low & 0xffff_ffffL);
        }
        return sixText();
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = Boolean.compare(six, other.six);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private String sixText() {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(group(i)));
        }
        return out.toString();
    }

    private static String fourText(long four) {
        return (four >>> 24) + "." + (four >>> 16 & 255) + "." + (four >>> 8 & 255) + "." + (four & 255);
    }

    private static Optional<IpAddress> parseFour(String text) {
        long four = four(text, 0);
        return four < 0 ? Optional.empty() : Optional.of(new IpAddress(false, 0, four));
    }

    /** The address that fills {@code text} from {@code from}, or -1. */
    private static long four(String text, int from) {
        long four = 0;
        int at = from;
        for (int octet = 0; octet < 4; octet++) {
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
                value = value * 10 + text.charAt(at) - '0';
                at++;
            }
            if (at == start || value > 255 || (at - start > 1 && text.charAt(start) == '0')) {
                return -1;
            }
            four = four << 8 | value;
            if (octet < 3) {
                if (at == text.length() || text.charAt(at) != '.') {
                    return -1;
                }
                at++;
            }
        }
        return at == text.length() ? four : -1;
    }

    private static Optional<IpAddress> parseSix(String text) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            if (count == 8) {
                return Optional.empty();
            }
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 5 && Codes.hexDigit(text.charAt(at)) >= 0) {
                value = value << 4 | Codes.hexDigit(text.charAt(at));
                at++;
            }
            if (at < text.length() && text.charAt(at) == '.') {
                long tail = count <= 6 ? four(text, start) : -1;
                if (tail < 0) {
                    return Optional.empty();
                }
                groups[count++] = (int) (tail >>> 16);
                groups[count++] = (int) tail & 0xffff;
                break;
            }
            if (at == start || at - start > 4) {
                return Optional.empty();
            }
            groups[count++] = value;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at) != ':' || ++at == text.length()) {
                return Optional.empty();
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
                at++;
            }
        }
        return assemble(groups, count, gap);
    }

    private static Optional<IpAddress> assemble(int[] groups, int count, int gap) {
        if (gap < 0 ? count != 8 : count > 7) {
            return Optional.empty();
        }
        int[] all = new int[8];
        for (int i = 0; i < count; i++) {
            all[gap >= 0 && i >= gap ? 8 - count + i : i] = groups[i];
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | all[i];
            low = low << 16 | all[i + 4];
        }
        return Optional.of(new IpAddress(true, high, low));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
