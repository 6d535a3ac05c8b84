package org.commonwatch.matching.index;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.values.DomainName;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/** The only place where matching meets the {@code values} module: one canonical text per kind. */
public final class CanonicalForm {
    /** A literal shorter than this stands in every stream by chance. */
    public static final int LITERAL_BYTES_MIN = 4;

    /** A literal longer than this is a document; nobody reports one. Bounds what a scanner must keep of the past. */
    public static final int LITERAL_BYTES_MAX = 1024;

    private static final int NAME_CHARS_MAX = 253;
    private static final int LABEL_CHARS_MAX = 63;

    private CanonicalForm() {}

    /**
     * The indicator with its value in canonical form. An IPv4-mapped IPv6 address comes back as IPv4.
     *
     * @throws Refused {@code indicator-malformed}, naming value and kind
     */
    public static Indicator of(Indicator indicator) throws Refused {
        MatchKind kind = indicator.kind();
        String value = indicator.value();
        String text = text(kind, value)
                .orElseThrow(() -> Refusal.of(
                                "indicator-malformed", "", "The value is not of the kind " + kind.word() + ".", value)
                        .toException());
        boolean four = kind == MatchKind.IPV6 && text.indexOf(':') < 0;
        return new Indicator(four ? MatchKind.IPV4 : kind, text, indicator.id());
    }

    /** The canonical text, if {@code value} is of the kind. */
    static Optional<String> text(MatchKind kind, String value) {
        return switch (kind) {
            case IPV4 -> address(value, ValueKind.IPV4).filter(text -> text.indexOf(':') < 0);
            case IPV6 -> address(value, ValueKind.IPV6).filter(text -> value.indexOf(':') >= 0);
            case CIDR -> network(value);
            case DOMAIN -> isPlainName(value) ? Optional.of(value) : name(value);
            case URL -> parse(ValueKind.URL, value);
            case EMAIL -> parse(ValueKind.EMAIL, value);
            case MD5 -> digest(ValueKind.MD5, 32, value);
            case SHA1 -> digest(ValueKind.SHA1, 40, value);
            case SHA256 -> digest(ValueKind.SHA256, 64, value);
            case SHA512 -> digest(ValueKind.SHA512, 128, value);
            case FILENAME -> parse(ValueKind.FILENAME, value);
            case LITERAL -> literal(value);
        };
    }

    /** The A-label form of a host written with other scripts; empty when it is not a host name. */
    public static Optional<String> host(String written) {
        return DomainName.parse(written);
    }

    private static Optional<String> parse(ValueKind kind, String value) {
        try {
            return Optional.of(Values.parse(kind, value).text());
        } catch (Refused refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> address(String value, ValueKind kind) {
        Optional<IpAddress> plain = IpAddress.parse(value);
        if (plain.isPresent()) {
            return plain.map(a -> (a.isMappedFour() ? a.mappedFour() : a).text());
        }
        try {
            var parsed = Values.parse(kind, value);
            boolean single = parsed.kind() == ValueKind.IPV4 || parsed.kind() == ValueKind.IPV6;
            return single ? Optional.of(parsed.text()) : Optional.empty();
        } catch (Refused refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> network(String value) {
        Optional<IpRange> range =
                IpRange.parse(value).or(() -> parse(ValueKind.CIDR, value).flatMap(IpRange::parse));
        return range.map(CanonicalForm::unmapped).map(IpRange::text);
    }

    private static IpRange unmapped(IpRange range) {
        boolean mapped = range.network().isMappedFour() && range.prefix() >= 96;
        return mapped ? new IpRange(range.network().mappedFour(), range.prefix() - 96) : range;
    }

    private static Optional<String> name(String value) {
        return DomainName.parse(value).or(() -> parse(ValueKind.DOMAIN, value));
    }

    private static Optional<String> digest(ValueKind kind, int chars, String value) {
        boolean plain = value.length() == chars;
        for (int i = 0; plain && i < chars; i++) {
            char c = value.charAt(i);
            plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return plain ? Optional.of(value) : parse(kind, value);
    }

    private static Optional<String> literal(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        boolean oneLine = value.indexOf('\n') < 0;
        return bytes >= LITERAL_BYTES_MIN && bytes <= LITERAL_BYTES_MAX && oneLine
                ? Optional.of(value)
                : Optional.empty();
    }

    /** Whether a name is canonical already, as nearly all are: this keeps a million of them below a second. */
    static boolean isPlainName(String name) {
        int length = name.length();
        if (length > NAME_CHARS_MAX) {
            return false;
        }
        int start = 0;
        boolean digitsOnly = true;
        boolean underscore = false;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (!isLabel(name, start, i)) {
                    return false;
                }
                start = i + 1;
                digitsOnly = true;
                underscore = false;
            } else if ((c >= 'a' && c <= 'z') || c == '-') {
                digitsOnly = false;
            } else if (c == '_') {
                underscore = true;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return start > 0 && !digitsOnly && !underscore && isLabel(name, start, length);
    }

    private static boolean isLabel(String name, int from, int to) {
        return to > from && to - from <= LABEL_CHARS_MAX && name.charAt(from) != '-' && name.charAt(to - 1) != '-';
    }
}
