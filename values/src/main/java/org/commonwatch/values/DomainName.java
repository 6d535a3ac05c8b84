package org.commonwatch.values;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

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

    /**
     * A name as objects carry it: one label is enough, labels may begin and end with a hyphen, and {@code *} stands where a
     * pattern of names has it. At least one letter, so that no address is a name.
     */
    static Optional<String> carried(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            return Optional.empty();
        }
        return isAscii(name) ? carriedAscii(name) : carriedLabels(name).flatMap(DomainName::carriedAscii);
    }

    private static Optional<String> carriedAscii(String name) {
        boolean letter = false;
        boolean upper = false;
        char before = '.';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            char lower = lower(c);
            if (!isAsciiLabelChar(lower) && c != '*' && (c != '.' || before == '.')) {
                return Optional.empty();
            }
            letter |= lower >= 'a' && lower <= 'z';
            upper |= lower != c;
            before = c;
        }
        return letter && before != '.' && name.length() <= NAME_CHARS_MAX
                ? Optional.of(lower(name, upper))
                : Optional.empty();
    }

    /** The dots of other scripts are dots (RFC 3490 section 3.1). */
    private static Optional<String> carriedLabels(String name) {
        return encoded(name.replaceAll("[\\u3002\\uff0e\\uff61]", "."), DomainName::isCarriedPoint);
    }

    /** One pass where all is ASCII, and no copy where all is lower case. */
    private static Optional<String> labels(String name) {
        return isAscii(name)
                ? asciiLabels(name)
                : encoded(name, DomainName::isLabelPoint).flatMap(DomainName::asciiLabels);
    }

    /** The name with A-labels in place of labels in other scripts. */
    private static Optional<String> encoded(String name, IntPredicate isAllowed) {
        String[] labels = name.split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            Optional<String> ascii = isAscii(labels[i]) ? Optional.of(labels[i]) : encodedLabel(labels[i], isAllowed);
            if (ascii.isEmpty()) {
                return Optional.empty();
            }
            labels[i] = ascii.get();
        }
        return Optional.of(String.join(".", labels));
    }

    private static Optional<String> asciiLabels(String name) {
        int length = name.length();
        int start = 0;
        boolean upper = false;
        boolean numeric = true;
        boolean underscore = false;
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '.' : name.charAt(i);
            char lower = lower(c);
            if (c == '.') {
                if (!isLabelBetween(name, start, i)) {
                    return Optional.empty();
                }
                if (i < length) {
                    start = i + 1;
                    numeric = true;
                    underscore = false;
                }
            } else if (isAsciiLabelChar(lower)) {
                upper |= lower != c;
                numeric &= c >= '0' && c <= '9';
                underscore |= c == '_';
            } else {
                return Optional.empty();
            }
        }
        return numeric || underscore || length > NAME_CHARS_MAX ? Optional.empty() : Optional.of(lower(name, upper));
    }

    private static boolean isLabelBetween(String name, int start, int end) {
        return end > start
                && end - start <= LABEL_CHARS_MAX
                && name.charAt(start) != '-'
                && name.charAt(end - 1) != '-';
    }

    /** The A-label of one in another script, or what the mapping leaves where that is ASCII. Variation selectors go. */
    private static Optional<String> encodedLabel(String label, IntPredicate isAllowed) {
        String mapped = Normalizer.normalize(label.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace("\ufe0f", "");
        if (!mapped.codePoints().allMatch(isAllowed)) {
            return Optional.empty();
        }
        return isAscii(mapped) ? Optional.of(mapped) : Punycode.encode(mapped).map(code -> "xn--" + code);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }

    private static String lower(String name, boolean upper) {
        return upper ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** Registries sell names with emoji, which RFC 5891 forbids and RFC 3490 let through. */
    private static boolean isCarriedPoint(int point) {
        return isLabelPoint(point) || point == '*' || Character.getType(point) == Character.OTHER_SYMBOL;
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
