package org.commonwatch.stix.pattern;

import java.util.Optional;

/**
 * A range of IPv4 or IPv6 addresses given as an address, which is a range of one, or in CIDR notation (RFC 4632, RFC 4291).
 * Bits after the prefix may be set and are ignored. Never asks a resolver.
 *
 * @param high the first 64 bits; 0 for IPv4
 * @param low the last 64 bits; the address for IPv4
 * @param width 32 or 128
 * @param prefix bits that count, from the left
 */
record IpRange(long high, long low, int width, int prefix) {
    /** The range that {@code text} writes, or nothing when it writes none. */
    static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (address.length() > 45) {
            return Optional.empty();
        }
        boolean six = address.indexOf(':') >= 0;
        int width = six ? 128 : 32;
        int prefix = slash < 0 ? width : decimal(text.substring(slash + 1), width);
        if (prefix < 0) {
            return Optional.empty();
        }
        if (six) {
            return sixteen(address).map(words -> new IpRange(pack(words, 0), pack(words, 4), width, prefix));
        }
        long four = dotted(address);
        return four < 0 ? Optional.empty() : Optional.of(new IpRange(0, four, width, prefix));
    }

    /** Whether every address of this range lies in {@code other}; never across families. */
    boolean isSubsetOf(IpRange other) {
        if (width != other.width || prefix < other.prefix) {
            return false;
        }
        if (width == 32) {
            return other.prefix == 0 || (low ^ other.low) >>> (32 - other.prefix) == 0;
        }
        boolean highEqual = other.prefix == 0 || (high ^ other.high) >>> (64 - Math.min(64, other.prefix)) == 0;
        boolean lowEqual = other.prefix <= 64 || (low ^ other.low) >>> (128 - other.prefix) == 0;
        return highEqual && lowEqual;
    }

    /** A number without sign or leading zero up to {@code max}, or -1. */
    private static int decimal(String text, int max) {
        if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number <= max ? number : -1;
    }

    /** The 32 bits of a dotted quad, or -1. */
    private static long dotted(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return -1;
        }
        long address = 0;
        for (String part : parts) {
            int octet = decimal(part, 255);
            if (octet < 0) {
                return -1;
            }
            address = (address << 8) | octet;
        }
        return address;
    }

    /** The eight 16-bit words of an IPv6 address. */
    private static Optional<int[]> sixteen(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return words(text).filter(words -> words.length == 8);
        }
        Optional<int[]> before = words(text.substring(0, gap));
        Optional<int[]> after = words(text.substring(gap + 2));
        boolean quadBeforeGap = text.substring(0, gap).indexOf('.') >= 0;
        if (before.isEmpty() || after.isEmpty() || quadBeforeGap) {
            return Optional.empty();
        }
        int[] left = before.get();
        int[] right = after.get();
        if (left.length + right.length > 7) {
            return Optional.empty();
        }
        int[] all = new int[8];
        System.arraycopy(left, 0, all, 0, left.length);
        System.arraycopy(right, 0, all, 8 - right.length, right.length);
        return Optional.of(all);
    }

    /** Words separated by single colons; the last may be a dotted quad, which makes two. Empty text has none. */
    private static Optional<int[]> words(String text) {
        if (text.isEmpty()) {
            return Optional.of(new int[0]);
        }
        String[] parts = text.split(":", -1);
        boolean quad = parts[parts.length - 1].indexOf('.') >= 0;
        int[] words = new int[parts.length + (quad ? 1 : 0)];
        for (int i = 0; i < parts.length; i++) {
            if (quad && i == parts.length - 1) {
                long four = dotted(parts[i]);
                if (four < 0) {
                    return Optional.empty();
                }
                words[i] = (int) (four >>> 16);
                words[i + 1] = (int) (four & 0xffff);
            } else {
                words[i] = hexWord(parts[i]);
                if (words[i] < 0) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(words);
    }

    private static int hexWord(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            word = (word << 4) | digit;
        }
        return word;
    }

    private static long pack(int[] words, int from) {
        return ((long) words[from] << 48)
                | ((long) words[from + 1] << 32)
                | ((long) words[from + 2] << 16)
                | words[from + 3];
    }
}
