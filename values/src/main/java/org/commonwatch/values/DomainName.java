package org.commonwatch.values;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Host names: lower case, no trailing dot, labels of letters, digits, hyphen and underscore (RFC 1123, RFC 2181 for the
 * underscore), other scripts as A-labels (RFC 5891; mapped by NFKC and lower case, deviation characters kept as UTS 46
 * non-transitional processing does).
 */
public final class DomainName {
    private static final int NAME_CHARS_MAX = 253;
    private static final int LABEL_CHARS_MAX = 63;

    /**
     * Suffixes outside the public list that people do write in reports: RFC 2606, 6761, 6762, 7686, 8375, 9476, and name
     * systems beside DNS (I2P, Namecoin, Emercoin, OpenNIC).
     */
    private static final Set<String> SPECIAL_SUFFIXES = Set.of(
            "example",
            "test",
            "invalid",
            "localhost",
            "local",
            "onion",
            "alt",
            "internal",
            "i2p",
            "bit",
            "bazar",
            "coin",
            "emc",
            "libre",
            "lan",
            "home",
            "corp");

    /** Top-level domains that are far more often ends of file names or of placeholder words in prose. */
    private static final Set<String> FILE_TLDS =
            Set.of("bar", "bz", "cab", "foo", "md", "mov", "ps", "py", "sh", "so", "zip");

    /** Countries with many hosts whose code is also an end of file names. */
    private static final Set<String> MAYBE_FILE_TLDS = Set.of("pl", "pm", "rs");

    private DomainName() {}

    /** The canonical form, if {@code text} is written like a host name of two labels or more. Says nothing of its suffix. */
    public static Optional<String> parse(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.length() > NAME_CHARS_MAX || name.indexOf('.') <= 0) {
            return Optional.empty();
        }
        return labels(name);
    }

    /** Like {@link #parse} but one label is enough, for hosts of URLs. */
    static Optional<String> parseHost(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return name.isEmpty() || name.length() > NAME_CHARS_MAX ? Optional.empty() : labels(name);
    }

    private static Optional<String> labels(String name) {
        StringBuilder out = new StringBuilder(name.length());
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            Optional<String> label = label(name.substring(start, end));
            if (label.isEmpty()) {
                return Optional.empty();
            }
            if (start > 0) {
                out.append('.');
            }
            out.append(label.get());
            start = end + 1;
        }
        String last = out.substring(out.lastIndexOf(".") + 1);
        boolean numeric = last.chars().allMatch(c -> c >= '0' && c <= '9');
        return numeric || last.indexOf('_') >= 0 || out.length() > NAME_CHARS_MAX
                ? Optional.empty()
                : Optional.of(out.toString());
    }

    private static Optional<String> label(String label) {
        String lower = label.toLowerCase(Locale.ROOT);
        boolean ascii = lower.chars().allMatch(c -> c < 128);
        if (!ascii) {
            String mapped = Normalizer.normalize(lower, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            if (!mapped.codePoints().allMatch(DomainName::isLabelPoint)) {
                return Optional.empty();
            }
            boolean plain = mapped.chars().allMatch(c -> c < 128);
            lower = plain ? mapped : "xn--" + Punycode.encode(mapped).orElse("");
        }
        if (lower.isEmpty() || lower.length() > LABEL_CHARS_MAX || lower.startsWith("-") || lower.endsWith("-")) {
            return Optional.empty();
        }
        return lower.chars().allMatch(DomainName::isAsciiLabelChar) ? Optional.of(lower) : Optional.empty();
    }

    private static boolean isAsciiLabelChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isLabelPoint(int point) {
        return switch (Character.getType(point)) {
            case Character.LOWERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> point == '-' || point == '_' || point == 0xb7 || point == 0x200c || point == 0x200d;
        };
    }

    /** Whether a canonical name ends in a suffix of the public suffix list or of our documented list of special ones. */
    public static boolean hasKnownSuffix(String name) {
        int last = name.lastIndexOf('.');
        if (SPECIAL_SUFFIXES.contains(name.substring(last + 1)) || isPublic(name.substring(last + 1))) {
            return true;
        }
        // Some countries have registered suffixes of two labels only (co.za), and no rule for the country itself.
        int before = name.lastIndexOf('.', last - 1);
        return last > 0 && isPublic(name.substring(before + 1));
    }

    private static boolean isPublic(String suffix) {
        String probe = "a." + (suffix.contains("xn--") ? IDN.toUnicode(suffix) : suffix);
        return InternetDomainName.isValid(probe)
                && InternetDomainName.from(probe).hasRegistrySuffix();
    }

    /** Whether a canonical name is itself a suffix under which strangers register, such as {@code co.uk}. */
    public static boolean isPublicSuffix(String name) {
        return InternetDomainName.isValid(name) && InternetDomainName.from(name).isPublicSuffix();
    }

    /** Whether a two-label name, with nothing else to go by, is rather a file name or code ({@code setup.py}). */
    static boolean looksLikeFile(String name) {
        int dot = name.indexOf('.');
        return dot == name.lastIndexOf('.') && FILE_TLDS.contains(name.substring(dot + 1));
    }

    /** Whether a two-label name may also be a file, though it more likely is a host ({@code install.pl}). */
    static boolean maybeFile(String name) {
        int dot = name.indexOf('.');
        return dot == name.lastIndexOf('.') && MAYBE_FILE_TLDS.contains(name.substring(dot + 1));
    }
}
