package org.commonwatch.node.defence;

import java.util.Optional;
import org.commonwatch.values.DomainName;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/** What a value must be before a defence is told to act on it. Stricter than what may be looked for. */
final class Fitting {
    /** Bits; a defence of ours never closes on more of the Internet than the largest block that was ever handed out. */
    private static final int FOUR_PREFIX_MIN = 8;

    /** Bits; the same for IPv6, where the regional registries hold /12 and networks /19 and smaller. */
    private static final int SIX_PREFIX_MIN = 16;

    private Fitting() {}

    /** No control character and nothing that any reader takes for the end of a line, and no half of a character. */
    static boolean isOneLine(String text) {
        return !text.isEmpty() && text.codePoints().allMatch(Fitting::isPlain);
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** A host name of two labels or more in its canonical form, and not one under which strangers register. */
    static boolean isOneName(String text) {
        return DomainName.parse(text).filter(text::equals).isPresent() && !DomainName.isPublicSuffix(text);
    }

    static Optional<IpAddress> address(String text) {
        return IpAddress.parse(text).filter(address -> address.text().equals(text) && !address.isMappedFour());
    }

    /** A network in its canonical form and not too wide. */
    static Optional<IpRange> network(String text) {
        return IpRange.parse(text)
                .filter(range -> range.text().equals(text) && !range.network().isMappedFour())
                .filter(range -> range.prefix() >= (range.network().six() ? SIX_PREFIX_MIN : FOUR_PREFIX_MIN));
    }

    /** Whether an address or a network is one that {@link #address} or {@link #network} lets through. */
    static boolean isAddressOrNetwork(String text) {
        return text.indexOf('/') < 0 ? address(text).isPresent() : network(text).isPresent();
    }

    /** Foreign words for a comment: one line, printable ASCII, and not longer than {@code charsMax}. */
    static String words(String foreign, int charsMax) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < foreign.length() && plain.length() < charsMax; i++) {
            char c = foreign.charAt(i);
            plain.append(c >= ' ' && c < 127 ? c : '?');
        }
        return plain.toString();
    }
}
