package org.commonwatch.values;

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
                : recognise(refanged, true).map(value -> value.with(refanged(stripped)));
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
                        .or(() -> declared(kind, Refang.plain(stripped)).map(v -> v.with(refanged(stripped))));
        return value.orElseThrow(() -> Refusal.of(
                        "value-malformed", "", "This is not " + article(kind) + kind.word() + " value.", stripped)
                .toException());
    }

    private static String article(ValueKind kind) {
        return "aeiou".indexOf(kind.word().charAt(0)) >= 0 ? "an " : "a ";
    }

    static Flag refanged(String written) {
        return Flag.of("refanged", "Was written as " + written + ".");
    }

    private static Optional<IndicatorValue> declared(ValueKind kind, String text) {
        return switch (kind) {
            case IPV4, IPV6, CIDR -> address(text);
            case DOMAIN -> DomainName.parse(text).map(Values::domain);
            case URL -> UrlText.parse(text);
            case EMAIL -> email(text);
            case MD5, SHA1, SHA256, SHA512 -> Codes.hash(text).filter(v -> v.kind() == kind);
            case SSDEEP -> carried(kind, text, Codes.isSsdeep(text));
            case TLSH -> carried(kind, text, Codes.isTlsh(text));
            case FILENAME -> FileNames.declared(text).map(name -> IndicatorValue.of(ValueKind.FILENAME, name));
            case MAC -> Codes.mac(text);
            case ASN -> Codes.declaredAsn(text);
            case REGISTRY_KEY -> carried(kind, text, RegistryKeys.hasHive(text));
            case MUTEX, USER_AGENT -> carried(kind, text, text.codePoints().anyMatch(Character::isLetterOrDigit));
            case CVE -> Codes.cve(text);
            case ATTACK_ID -> Codes.attackId(text);
        };
    }

    private static Optional<IndicatorValue> carried(ValueKind kind, String text, boolean shaped) {
        return shaped ? Carried.asWritten(kind, text) : Optional.empty();
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
                .or(() -> Codes.hash(text))
                .or(() -> Codes.cve(text))
                .or(() -> Codes.attackId(text))
                .or(() -> Codes.asn(text))
                .or(() -> Codes.mac(text))
                .or(() -> hostWithPath(text, hostFirst))
                .or(() -> name(text, hostFirst));
    }

    /** A URL without its scheme: the host is the value, since inventing a scheme would make a URL nobody reported. */
    private static Optional<IndicatorValue> hostWithPath(String text, boolean hostFirst) {
        int slash = text.indexOf('/');
        if (slash < 4 || Codes.isDigits(text, slash + 1, text.length())) {
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
                        ? IndicatorValue.of(ValueKind.FILENAME, file)
                        : IndicatorValue.of(
                                ValueKind.FILENAME,
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

    /** An address or network; a port, a zone id and host bits are left out and flagged. */
    static Optional<IndicatorValue> address(String text) {
        if (IpAddress.isFour(text)) {
            return Optional.of(IndicatorValue.of(ValueKind.IPV4, text));
        }
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
        IndicatorValue value = IndicatorValue.of(ValueKind.CIDR, range.text());
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
}
