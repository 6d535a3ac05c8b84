package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Recognises one value and brings it to its canonical form. Every rule stands, with examples that a test runs, in
 * {@code docs/formats/values.md}. Cost: linear in the text, which is bounded by {@link #VALUE_CHARS_MAX}.
 */
public final class Values {
    /** The longest single value looked at, in UTF-16 units: a URL. */
    public static final int VALUE_CHARS_MAX = UrlText.URL_CHARS_MAX;

    private static final long ASN_MAX = 0xffff_ffffL;

    private Values() {}

    /** What {@code text} is, if it is one value and nothing else. Defanged forms are accepted and flagged. */
    public static Optional<IndicatorValue> classify(String text) {
        return classify(text, false);
    }

    /** The same for an entry of a list or table, where a name that could be host or file is a host. */
    public static Optional<IndicatorValue> classifyListed(String text) {
        return classify(text, true);
    }

    private static Optional<IndicatorValue> classify(String text, boolean hostFirst) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > VALUE_CHARS_MAX) {
            return Optional.empty();
        }
        Optional<IndicatorValue> asWritten = recognise(stripped, hostFirst);
        if (asWritten.isPresent()) {
            return asWritten;
        }
        String refanged = Refang.plain(stripped);
        return refanged.equals(stripped)
                ? Optional.empty()
                : recognise(refanged, true)
                        .map(value -> value.with(Flag.of("refanged", "Was written as " + stripped + ".")));
    }

    /**
     * Reads {@code text} as a value of the given kind, because a column or type says so.
     *
     * @throws Refused {@code value-malformed} when it cannot be one
     */
    public static IndicatorValue parse(ValueKind kind, String text) throws Refused {
        String stripped = text.strip();
        Optional<IndicatorValue> value = stripped.length() > VALUE_CHARS_MAX
                ? Optional.empty()
                : declared(kind, stripped)
                        .or(() -> declared(kind, Refang.plain(stripped))
                                .map(v -> v.with(Flag.of("refanged", "Was written as " + stripped + "."))));
        return value.orElseThrow(() -> Refusal.of(
                        "value-malformed", "", "This is not " + article(kind) + kind.word() + " value.", stripped)
                .toException());
    }

    private static String article(ValueKind kind) {
        return "aeiou".indexOf(kind.word().charAt(0)) >= 0 ? "an " : "a ";
    }

    private static Optional<IndicatorValue> declared(ValueKind kind, String text) {
        return switch (kind) {
            case IPV4, IPV4_RANGE, IPV6, IPV6_RANGE -> address(text).filter(v -> isAddress(v.kind()));
            case DOMAIN -> DomainName.parse(text).map(Values::domain);
            case URL -> UrlText.parse(text);
            case EMAIL -> email(text);
            case MD5, SHA1, SHA256, SHA512 -> hash(text).filter(v -> v.kind() == kind);
            case CVE -> cve(text);
            case ATTACK_ID -> attackId(text);
            case FILE_NAME -> FileNames.declared(text).map(name -> IndicatorValue.of(ValueKind.FILE_NAME, name));
            case ASN -> asn(text.matches("[0-9]{1,10}") ? "AS" + text : text);
            case MAC -> mac(text);
        };
    }

    private static boolean isAddress(ValueKind kind) {
        return switch (kind) {
            case IPV4, IPV4_RANGE, IPV6, IPV6_RANGE -> true;
            case DOMAIN, URL, EMAIL, MD5, SHA1, SHA256, SHA512, CVE, ATTACK_ID, FILE_NAME, ASN, MAC -> false;
        };
    }

    /**
     * What a text that is already refanged is. The kinds are tried in an order where the stricter form goes first.
     *
     * @param hostFirst what a name that could be host or file is; a defanged one is a host, since nobody defangs a file name
     */
    public static Optional<IndicatorValue> recognise(String text, boolean hostFirst) {
        if (text.length() > VALUE_CHARS_MAX) {
            return Optional.empty();
        }
        if (text.contains("://")) {
            return UrlText.parse(text);
        }
        if (text.indexOf('@') >= 0) {
            return email(text)
                    .filter(v -> DomainName.hasKnownSuffix(
                            v.text().substring(v.text().indexOf('@') + 1)));
        }
        return address(text)
                .or(() -> hash(text))
                .or(() -> cve(text))
                .or(() -> attackId(text))
                .or(() -> asn(text))
                .or(() -> mac(text))
                .or(() -> hostWithPath(text, hostFirst))
                .or(() -> name(text, hostFirst));
    }

    /** A URL without its scheme: the host is the value, since inventing a scheme would make a URL nobody reported. */
    private static Optional<IndicatorValue> hostWithPath(String text, boolean hostFirst) {
        int slash = text.indexOf('/');
        if (slash < 4 || isDigits(text, slash + 1, text.length())) {
            return Optional.empty();
        }
        String host = text.substring(0, slash);
        return address(host)
                .or(() -> name(host, hostFirst).filter(v -> v.kind() == ValueKind.DOMAIN))
                .map(v -> v.with(Flag.of("path-left-out", "A path without a scheme followed: " + text + ".")));
    }

    /** Host name or file name; which of the two, where a name could be both, is decided for the file. */
    private static Optional<IndicatorValue> name(String text, boolean hostFirst) {
        int colon = text.indexOf(':');
        boolean port = colon > 0 && isPort(text.substring(colon + 1));
        String host = port ? text.substring(0, colon) : text;
        Optional<String> domain = DomainName.parse(host).filter(DomainName::hasKnownSuffix);
        if (domain.isPresent() && (port || hostFirst || !DomainName.looksLikeFile(domain.get()))) {
            IndicatorValue value = domain(domain.get());
            if (!port && !hostFirst && DomainName.maybeFile(domain.get())) {
                value = value.with(Flag.of("maybe-file", "Read as a host name; it could also be a file."));
            }
            return Optional.of(port ? value.with(portDropped(text)) : value);
        }
        return FileNames.parse(text)
                .map(file -> domain.isEmpty()
                        ? IndicatorValue.of(ValueKind.FILE_NAME, file)
                        : IndicatorValue.of(
                                ValueKind.FILE_NAME,
                                file,
                                Flag.of("maybe-domain", "Read as a file name; it could also be a host name.")));
    }

    static IndicatorValue domain(String name) {
        IndicatorValue value = IndicatorValue.of(ValueKind.DOMAIN, name);
        if (DomainName.isPublicSuffix(name)) {
            return value.with(Flag.of("public-suffix", "Strangers register names under this one."));
        }
        return DomainName.hasKnownSuffix(name)
                ? value
                : value.with(Flag.of("unknown-suffix", "The name is under no public suffix."));
    }

    private static Optional<IndicatorValue> address(String text) {
        if (text.indexOf('/') >= 0) {
            return IpRange.parse(text).map(range -> range(range, text));
        }
        if (text.startsWith("[")) {
            return bracketed(text);
        }
        int zone = text.indexOf('%');
        if (zone > 0 && zone < text.length() - 1) {
            return IpAddress.parse(text.substring(0, zone))
                    .filter(IpAddress::six)
                    .map(a ->
                            plain(a).with(Flag.of("zone-dropped", "A zone id means something on its own host only.")));
        }
        Optional<IndicatorValue> plain = IpAddress.parse(text).map(Values::plain);
        int colon = text.indexOf(':');
        if (plain.isEmpty() && colon > 0 && isPort(text.substring(colon + 1))) {
            return IpAddress.parse(text.substring(0, colon)).map(a -> plain(a).with(portDropped(text)));
        }
        return plain;
    }

    /** {@code [2001:db8::1]} or {@code [2001:db8::1]:443}. */
    private static Optional<IndicatorValue> bracketed(String text) {
        int close = text.indexOf(']');
        if (close < 0) {
            return Optional.empty();
        }
        Optional<IpAddress> address = IpAddress.parse(text.substring(1, close)).filter(IpAddress::six);
        String rest = text.substring(close + 1);
        if (rest.isEmpty()) {
            return address.map(Values::plain);
        }
        return rest.startsWith(":") && isPort(rest.substring(1))
                ? address.map(a -> plain(a).with(portDropped(text)))
                : Optional.empty();
    }

    private static IndicatorValue plain(IpAddress address) {
        if (address.isMappedFour()) {
            return IndicatorValue.of(
                    ValueKind.IPV4,
                    address.mappedFour().text(),
                    Flag.of("ipv4-mapped", "Was written as an IPv4-mapped IPv6 address."));
        }
        return IndicatorValue.of(address.six() ? ValueKind.IPV6 : ValueKind.IPV4, address.text());
    }

    private static IndicatorValue range(IpRange range, String text) {
        if (range.prefix() == range.network().bits()) {
            return plain(range.network());
        }
        ValueKind kind = range.network().six() ? ValueKind.IPV6_RANGE : ValueKind.IPV4_RANGE;
        IndicatorValue value = IndicatorValue.of(kind, range.text());
        Optional<IpAddress> written = IpAddress.parse(text.substring(0, text.indexOf('/')));
        return written.filter(a -> !a.equals(range.network())).isPresent()
                ? value.with(Flag.of("host-bits-cleared", "The address had bits beyond the prefix: " + text + "."))
                : value;
    }

    private static Flag portDropped(String text) {
        return Flag.of("port-dropped", "The port was left out of the value: " + text + ".");
    }

    private static boolean isPort(String digits) {
        return !digits.isEmpty()
                && digits.length() <= 5
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(digits) <= 65_535;
    }

    private static Optional<IndicatorValue> email(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > 64 || at == text.length() - 1) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        boolean dots = local.startsWith(".") || local.endsWith(".") || local.contains("..");
        if (dots || !local.codePoints().allMatch(Values::isLocalPoint)) {
            return Optional.empty();
        }
        return DomainName.parse(text.substring(at + 1))
                .map(host -> IndicatorValue.of(ValueKind.EMAIL, local + "@" + host));
    }

    private static boolean isLocalPoint(int c) {
        return c < 128
                ? Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0
                : Character.isLetterOrDigit(c);
    }

    private static Optional<IndicatorValue> hash(String text) {
        Optional<ValueKind> kind = Optional.ofNullable(
                switch (text.length()) {
                    case 32 -> ValueKind.MD5;
                    case 40 -> ValueKind.SHA1;
                    case 64 -> ValueKind.SHA256;
                    case 128 -> ValueKind.SHA512;
                    default -> null;
                });
        if (kind.isEmpty() || !text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        IndicatorValue value = IndicatorValue.of(kind.get(), text.toLowerCase(Locale.ROOT));
        if (text.chars().distinct().count() < 4) {
            return Optional.of(value.with(Flag.of("improbable-hash", "So few different digits are no real digest.")));
        }
        return Optional.of(
                isHashOfNothing(value.text()) ? value.with(Flag.of("empty-file", "The digest of no bytes.")) : value);
    }

    private static boolean isHashOfNothing(String hash) {
        return switch (hash) {
            case "d41d8cd98f00b204e9800998ecf8427e",
                    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" -> true;
            default -> hash.startsWith("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce");
        };
    }

    private static Optional<IndicatorValue> cve(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        boolean shaped = upper.length() >= 13
                && upper.length() <= 24
                && upper.startsWith("CVE-")
                && upper.charAt(8) == '-'
                && isDigits(upper, 4, 8)
                && isDigits(upper, 9, upper.length());
        return shaped && upper.charAt(4) != '0'
                ? Optional.of(IndicatorValue.of(ValueKind.CVE, upper))
                : Optional.empty();
    }

    /** ATT&CK ids: techniques T0/T1, tactics TA00/TA01, software S0/S1, groups G0/G1, mitigations M0/M1, campaigns C0. */
    private static Optional<IndicatorValue> attackId(String text) {
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

    private static Optional<IndicatorValue> asn(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int from = upper.startsWith("ASN") ? 3 : 2;
        if (!upper.startsWith("AS") || upper.length() > from + 10 || !isDigits(upper, from, upper.length())) {
            return Optional.empty();
        }
        long number = Long.parseLong(upper.substring(from));
        return number == 0 || number > ASN_MAX
                ? Optional.empty()
                : Optional.of(IndicatorValue.of(ValueKind.ASN, "AS" + number));
    }

    private static Optional<IndicatorValue> mac(String text) {
        if (text.length() != 17) {
            return Optional.empty();
        }
        char separator = text.charAt(2);
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            boolean right =
                    i % 3 == 2 ? c == separator && (c == ':' || c == '-') : c < 128 && Character.digit(c, 16) >= 0;
            if (!right) {
                return Optional.empty();
            }
        }
        return Optional.of(
                IndicatorValue.of(ValueKind.MAC, text.toLowerCase(Locale.ROOT).replace('-', ':')));
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }
}
