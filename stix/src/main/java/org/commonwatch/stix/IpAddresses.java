package org.commonwatch.stix;

import java.util.Optional;

/**
 * Text forms of IP addresses and networks without asking any resolver. IPv4 is four decimal numbers without leading zeros;
 * IPv6 is read as in RFC 4291 section 2.2 and written as in RFC 5952 (lower case, longest run of zeros shortened).
 */
final class IpAddresses {
    private static final int GROUPS = 8;

    private IpAddresses() {}

    static Optional<String> ipv4(String text) {
        return parse4(text) < 0 ? Optional.empty() : Optional.of(text);
    }

    static Optional<String> ipv6(String text) {
        int zone = text.indexOf('%');
        return parse6(zone < 0 ? text : text.substring(0, zone)).map(IpAddresses::write6);
    }

    /** A network in the form {@code address/bits} with the host bits cleared. */
    static Optional<String> cidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() - slash > 4) {
            return Optional.empty();
        }
        int bits = decimal(text, slash + 1, text.length(), 128);
        String address = text.substring(0, slash);
        long four = parse4(address);
        if (four >= 0) {
            return bits < 0 || bits > 32 ? Optional.empty() : Optional.of(write4(clear(four, bits)) + "/" + bits);
        }
        return bits < 0 ? Optional.empty() : parse6(address).map(six -> write6(clear(six, bits)) + "/" + bits);
    }

    private static long clear(long address, int bits) {
        return bits == 0 ? 0 : address & (0xffff_ffffL << (32 - bits));
    }

    private static int[] clear(int[] groups, int bits) {
        int[] cleared = groups.clone();
        for (int i = 0; i < GROUPS; i++) {
            int left = Math.clamp(bits - 16L * i, 0, 16);
            cleared[i] &= (0xffff << (16 - left)) & 0xffff;
        }
        return cleared;
    }

    /** The address as an unsigned 32-bit number, or -1. */
    private static long parse4(String text) {
        long address = 0;
        int from = 0;
        for (int part = 0; part < 4; part++) {
            int dot = text.indexOf('.', from);
            int to = part == 3 ? text.length() : dot;
            if (to < 0 || (part == 3 && dot >= 0)) {
                return -1;
            }
            int number = decimal(text, from, to, 255);
            if (number < 0) {
                return -1;
            }
            address = (address << 8) | number;
            from = to + 1;
        }
        return address;
    }

    /** A decimal number without leading zeros up to {@code max}, or -1. */
    private static int decimal(String text, int from, int to, int max) {
        if (to <= from || to - from > 3 || (text.charAt(from) == '0' && to - from > 1)) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number > max ? -1 : number;
    }

    private static String write4(long address) {
        return ((address >> 24) & 255) + "." + ((address >> 16) & 255) + "." + ((address >> 8) & 255) + "."
                + (address & 255);
    }

    private static Optional<int[]> parse6(String text) {
        int gap = text.indexOf("::");
        if (text.length() > 45 || (gap >= 0 && text.indexOf("::", gap + 1) >= 0)) {
            return Optional.empty();
        }
        if (gap < 0) {
            int[] groups = new int[GROUPS];
            return readGroups(text, groups) == GROUPS ? Optional.of(groups) : Optional.empty();
        }
        int[] head = new int[GROUPS];
        int[] tail = new int[GROUPS];
        int heads = readGroups(text.substring(0, gap), head);
        int tails = readGroups(text.substring(gap + 2), tail);
        if (heads < 0 || tails < 0 || heads + tails >= GROUPS) {
            return Optional.empty();
        }
        System.arraycopy(tail, 0, head, GROUPS - tails, tails);
        return Optional.of(head);
    }

    /** How many groups stand there, the last two possibly as a dotted IPv4 address; -1 if they are no groups. */
    private static int readGroups(String text, int[] into) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        int from = 0;
        while (from <= text.length()) {
            int colon = text.indexOf(':', from);
            int to = colon < 0 ? text.length() : colon;
            String part = text.substring(from, to);
            long four = colon < 0 ? parse4(part) : -1;
            if (four >= 0 && count <= GROUPS - 2) {
                into[count++] = (int) (four >> 16);
                into[count++] = (int) (four & 0xffff);
            } else {
                int group = hexGroup(part);
                if (group < 0 || count == GROUPS) {
                    return -1;
                }
                into[count++] = group;
            }
            from = to + 1;
        }
        return count;
    }

    private static int hexGroup(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int group = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = part.charAt(i) > 'f' ? -1 : Character.digit(part.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            group = (group << 4) | digit;
        }
        return group;
    }

    private static String write6(int[] groups) {
        int bestAt = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestAt = i;
                bestLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestAt) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
