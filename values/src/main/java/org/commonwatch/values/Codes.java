package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;

/** Values of a fixed shape: digests, identifiers, numbers. Each is read in one pass; one that is canonical is not copied. */
final class Codes {
    private static final long ASN_MAX = 0xffff_ffffL;

    /** Real digests of 128 bits with fewer different digits than this are rarer than mistakes. */
    private static final int DIGITS_OF_A_DIGEST_MIN = 4;

    private Codes() {}

    static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return c < 128 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static Optional<IndicatorValue> hash(String text) {
        return hashKind(text.length()).flatMap(kind -> hash(kind, text));
    }

    private static Optional<ValueKind> hashKind(int digits) {
        return Optional.ofNullable(
                switch (digits) {
                    case 32 -> ValueKind.MD5;
                    case 40 -> ValueKind.SHA1;
                    case 64 -> ValueKind.SHA256;
                    case 128 -> ValueKind.SHA512;
                    default -> null;
                });
    }

    private static Optional<IndicatorValue> hash(ValueKind kind, String text) {
        int seen = 0;
        boolean upper = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = hexDigit(c);
            if (digit < 0) {
                return Optional.empty();
            }
            seen |= 1 << digit;
            upper |= c >= 'A' && c <= 'F';
        }
        IndicatorValue value = IndicatorValue.of(kind, upper ? text.toLowerCase(Locale.ROOT) : text);
        if (Integer.bitCount(seen) < DIGITS_OF_A_DIGEST_MIN) {
            return Optional.of(value.with(Flag.of("improbable-hash", "So few different digits are no real digest.")));
        }
        return Optional.of(
                isHashOfNothing(value.text()) ? value.with(Flag.of("empty-file", "The digest of no bytes.")) : value);
    }

    private static boolean isHashOfNothing(String hash) {
        return switch (hash.length()) {
            case 32 -> hash.equals("d41d8cd98f00b204e9800998ecf8427e");
            case 40 -> hash.equals("da39a3ee5e6b4b0d3255bfef95601890afd80709");
            case 64 -> hash.equals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
            default -> hash.startsWith("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce");
        };
    }

    /** Block size and two digests, as {@code ssdeep} writes them. */
    static boolean isSsdeep(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        return first > 0 && second > first && second == text.lastIndexOf(':') && isDigits(text, 0, first);
    }

    /** 70 hexadecimal digits, since version 4 behind {@code T1}. */
    static boolean isTlsh(String text) {
        int from = text.regionMatches(true, 0, "T1", 0, 2) ? 2 : 0;
        return text.length() == from + 70 && text.substring(from).chars().allMatch(c -> hexDigit((char) c) >= 0);
    }

    static Optional<IndicatorValue> cve(String text) {
        boolean shaped = text.length() >= 13
                && text.length() <= 24
                && text.regionMatches(true, 0, "CVE-", 0, 4)
                && text.charAt(8) == '-'
                && isDigits(text, 4, 8)
                && isDigits(text, 9, text.length())
                && text.charAt(4) != '0';
        return shaped ? Optional.of(IndicatorValue.of(ValueKind.CVE, upper(text))) : Optional.empty();
    }

    /** ATT&CK ids: techniques T0/T1, tactics TA00/TA01, software S0/S1, groups G0/G1, mitigations M0/M1, campaigns C0. */
    static Optional<IndicatorValue> attackId(String text) {
        int length = text.length();
        boolean shaped = switch (length == 0 ? ' ' : text.charAt(0)) {
            case 'T' ->
                text.startsWith("TA")
                        ? length == 6 && isDigits(text, 2, 6) && text.charAt(2) == '0'
                        : (length == 5 || (length == 9 && text.charAt(5) == '.' && isDigits(text, 6, 9)))
                                && isDigits(text, 1, 5)
                                && text.charAt(1) <= '1';
            case 'S', 'G', 'M' -> length == 5 && isDigits(text, 1, 5) && text.charAt(1) <= '1';
            case 'C' -> length == 5 && isDigits(text, 1, 5) && text.charAt(1) == '0';
            default -> false;
        };
        return shaped ? Optional.of(IndicatorValue.of(ValueKind.ATTACK_ID, text)) : Optional.empty();
    }

    /** Every id that ATT&CK itself gives out: one to three letters, four digits, for techniques a dot and three more. */
    static Optional<IndicatorValue> declaredAttackId(String text) {
        int letters = 0;
        while (letters < text.length()
                && (text.charAt(letters) | 0x20) >= 'a'
                && (text.charAt(letters) | 0x20) <= 'z') {
            letters++;
        }
        int end = letters + 4;
        boolean sub = text.length() == end + 4 && text.charAt(end) == '.' && isDigits(text, end + 1, end + 4);
        boolean shaped = letters >= 1 && letters <= 3 && (sub || text.length() == end) && isDigits(text, letters, end);
        return shaped ? Optional.of(IndicatorValue.of(ValueKind.ATTACK_ID, upper(text))) : Optional.empty();
    }

    static Optional<IndicatorValue> asn(String text) {
        if (!text.regionMatches(true, 0, "AS", 0, 2)) {
            return Optional.empty();
        }
        return autonomousSystem(text, text.regionMatches(true, 2, "N", 0, 1) ? 3 : 2);
    }

    /** The same where a column or type says that a number is one. */
    static Optional<IndicatorValue> declaredAsn(String text) {
        return asn(text).or(() -> autonomousSystem(text, 0));
    }

    private static Optional<IndicatorValue> autonomousSystem(String text, int from) {
        if (text.length() > from + 10 || !isDigits(text, from, text.length())) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(from));
        return number == 0 || number > ASN_MAX
                ? Optional.empty()
                : Optional.of(IndicatorValue.of(ValueKind.ASN, "AS" + number));
    }

    static Optional<IndicatorValue> mac(String text) {
        if (text.length() != 17) {
            return Optional.empty();
        }
        char separator = text.charAt(2);
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            boolean right = i % 3 == 2 ? c == separator && (c == ':' || c == '-') : hexDigit(c) >= 0;
            if (!right) {
                return Optional.empty();
            }
        }
        return Optional.of(
                IndicatorValue.of(ValueKind.MAC, text.toLowerCase(Locale.ROOT).replace('-', ':')));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }
}
