package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;

/**
 * Values as objects of other systems carry them, where a type says what a text is. Read more generously than
 * {@link Values#parse} reads a cell: what an object says must be found again, so single labels, patterns of names such as
 * {@code *.evil.example} and schemes that nobody here knows are kept. Where both accept a text, the canonical form is the same.
 *
 * <p>On the path of every object taken in: a value that is canonical already is neither copied nor looked up in a list of
 * suffixes, so no flags about suffixes stand here.
 */
public final class Carried {
    private Carried() {}

    /** The value of {@code kind} that {@code text} is, defanged or not. */
    public static Optional<IndicatorValue> value(ValueKind kind, String text) {
        return switch (kind) {
            case IPV4, IPV6, CIDR, DOMAIN, EMAIL -> {
                Optional<IndicatorValue> written = asWritten(kind, text);
                yield written.isPresent() ? written : refanged(kind, text);
            }
            case URL -> {
                Optional<IndicatorValue> known = known(text);
                yield known.isPresent() ? known : refanged(kind, text).or(() -> asWritten(kind, text));
            }
            case MD5,
                    SHA1,
                    SHA256,
                    SHA512,
                    SSDEEP,
                    TLSH,
                    FILENAME,
                    MAC,
                    ASN,
                    MUTEX,
                    REGISTRY_KEY,
                    USER_AGENT,
                    CVE,
                    ATTACK_ID -> asWritten(kind, text);
        };
    }

    /** The address, network, MAC address or name that {@code text} is by its form alone. */
    public static Optional<IndicatorValue> host(String text) {
        return value(ValueKind.IPV4, text)
                .or(() -> asWritten(ValueKind.MAC, text))
                .or(() -> value(ValueKind.DOMAIN, text));
    }

    /** Like {@link #value}, but a defanged value is none. */
    public static Optional<IndicatorValue> asWritten(ValueKind kind, String text) {
        if (text.length() > Values.VALUE_CHARS_MAX || text.isBlank()) {
            return Optional.empty();
        }
        String value = text.strip();
        return switch (kind) {
            case IPV4, IPV6, CIDR -> Values.address(value);
            case DOMAIN -> DomainName.carried(value).map(name -> IndicatorValue.of(kind, name));
            case URL -> UrlText.carried(value);
            case EMAIL -> email(value);
            case MD5, SHA1, SHA256, SHA512 -> Codes.hash(value).filter(hash -> hash.kind() == kind);
            case TLSH -> Optional.of(IndicatorValue.of(kind, value.toUpperCase(Locale.ROOT)));
            case FILENAME -> Optional.of(fileName(value));
            case MAC -> Codes.mac(value.replace('-', ':'));
            case ASN -> Codes.declaredAsn(value);
            case REGISTRY_KEY -> Optional.of(IndicatorValue.of(kind, RegistryKeys.canonical(value)));
            case SSDEEP, MUTEX, USER_AGENT -> Optional.of(IndicatorValue.of(kind, value));
            case CVE -> Codes.cve(value);
            case ATTACK_ID -> Codes.declaredAttackId(value);
        };
    }

    private static Optional<IndicatorValue> refanged(ValueKind kind, String text) {
        if (text.length() > Values.VALUE_CHARS_MAX || text.isBlank()) {
            return Optional.empty();
        }
        String stripped = text.strip();
        String plain = Refang.plain(stripped);
        return plain.equals(stripped)
                ? Optional.empty()
                : (kind == ValueKind.URL ? known(plain) : asWritten(kind, plain))
                        .map(value -> value.with(Values.refanged(stripped)));
    }

    private static Optional<IndicatorValue> known(String text) {
        return text.length() > Values.VALUE_CHARS_MAX ? Optional.empty() : UrlText.plain(text.strip());
    }

    /** Without its folders the name says more than the object did: it is flagged, and nothing should match by it alone. */
    private static IndicatorValue fileName(String text) {
        String name = FileNames.carried(text);
        return name.equals(text.strip())
                ? IndicatorValue.of(ValueKind.FILENAME, text)
                : IndicatorValue.of(
                        ValueKind.FILENAME, name, Flag.of("path-left-out", "Was written with folders: " + text + "."));
    }

    private static Optional<IndicatorValue> email(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || text.indexOf(' ') >= 0) {
            return Optional.empty();
        }
        String host = text.substring(at + 1);
        return DomainName.carried(host)
                .map(name -> IndicatorValue.of(
                        ValueKind.EMAIL, name.equals(host) ? text : text.substring(0, at + 1) + name));
    }
}
