package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;

/**
 * A file for Zeek's intelligence framework. Fields stand between tabs; Zeek's reader turns {@code \xHH} back into a byte, and
 * takes {@code -} and {@code (empty)} for no value, so these are written in that form as well.
 */
record ZeekIntel() implements FeedFormat {
    private static final String HEAD = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n";
    private static final String UNSET = "-";

    @Override
    public String word() {
        return "zeek";
    }

    @Override
    public String ending() {
        return "intel";
    }

    @Override
    public String comment() {
        return "#";
    }

    @Override
    public Set<MatchKind> kinds() {
        return EnumSet.complementOf(EnumSet.of(MatchKind.LITERAL, MatchKind.SHA512));
    }

    @Override
    public boolean fits(ActiveValue value) {
        String text = value.text();
        return switch (value.kind()) {
            case IPV4, IPV6 -> Fitting.address(text).isPresent();
            case CIDR -> Fitting.network(text).isPresent();
            case URL -> !withoutScheme(text).isEmpty();
            default -> !text.isEmpty();
        };
    }

    @Override
    public void write(List<ActiveValue> values, long second, Appendable out) throws IOException {
        out.append(HEAD);
        for (ActiveValue value : values) {
            String text = value.kind() == MatchKind.URL ? withoutScheme(value.text()) : value.text();
            out.append(field(text)).append('\t');
            out.append(type(value.kind())).append('\t');
            out.append(field("Commonwatch: " + value.source())).append('\t');
            out.append(field(value.indicator())).append('\n');
        }
    }

    private static String type(MatchKind kind) {
        return switch (kind) {
            case IPV4, IPV6 -> "Intel::ADDR";
            case CIDR -> "Intel::SUBNET";
            case DOMAIN -> "Intel::DOMAIN";
            case URL -> "Intel::URL";
            case EMAIL -> "Intel::EMAIL";
            case MD5, SHA1, SHA256 -> "Intel::FILE_HASH";
            case FILENAME -> "Intel::FILE_NAME";
            case SHA512, LITERAL -> throw new IllegalArgumentException("Zeek has no type for " + kind);
        };
    }

    private static String withoutScheme(String url) {
        int end = url.indexOf("://");
        return end < 0 ? url : url.substring(end + 3);
    }

    static String field(String text) {
        if (text.isEmpty()) {
            return UNSET;
        }
        StringBuilder field = new StringBuilder(text.length());
        boolean special = text.equals(UNSET) || text.startsWith("#") || text.startsWith("(");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127 || c == '\\' || (i == 0 && special)) {
                field.append("\\x").append(String.format(Locale.ROOT, "%02x", (int) c));
            } else {
                field.append(c);
            }
        }
        return field.toString();
    }
}
