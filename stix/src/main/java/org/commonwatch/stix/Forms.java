package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.commonwatch.values.Carried;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;

/** Small grammars of string values, as hand-written loops: foreign text never meets a backtracking expression. */
final class Forms {
    private static final int LANGUAGE_PART_CHARS_MAX = 8;
    private static final int NAME_CHARS_MAX = 250;
    private static final int NAME_CHARS_MIN = 3;

    private Forms() {}

    /** A scheme, a colon and something more, without the characters that RFC 3986 keeps out of every URI. */
    static boolean isUri(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < colon; i++) {
            if (!isLetterOrDigit(text.charAt(i)) && "+-.".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || "<>\"{}|\\^`".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The shape of RFC 5646 tags: parts of up to eight letters and digits, the first of letters only. */
    static boolean isLanguage(String text) {
        int part = 0;
        boolean first = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '-') {
                if (part == 0) {
                    return false;
                }
                part = 0;
                first = false;
            } else if (++part > LANGUAGE_PART_CHARS_MAX || !(first ? isLetter(c) : isLetterOrDigit(c))) {
                return false;
            }
        }
        return part > 0 && text.indexOf('-') != 1;
    }

    /** Property names of section 3.1: lower-case letters, digits and underscores, 3 to 250 characters. */
    static boolean isPropertyName(String text) {
        if (text.length() < NAME_CHARS_MIN || text.length() > NAME_CHARS_MAX) {
            return false;
        }
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }

    /** Keys of dictionaries, section 2.3. */
    static boolean isDictionaryKey(String text) {
        if (text.isEmpty() || text.length() > NAME_CHARS_MAX) {
            return false;
        }
        return text.chars().allMatch(c -> isLetterOrDigit((char) c) || c == '_' || c == '-');
    }

    static boolean isHex(String text) {
        return text.length() % 2 == 0 && !text.isEmpty() && text.chars().allMatch(c -> isHexDigit((char) c));
    }

    /** Base64 of RFC 4648 section 4 with its padding. */
    static boolean isBase64(String text) {
        int length = text.length();
        if (length % 4 != 0 || length == 0) {
            return false;
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        for (int i = 0; i < length - padding; i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    /** Names of relationships and of custom kinds: lower-case letters, digits and hyphens. */
    static boolean isHyphenated(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    static boolean isIpv4(String text) {
        return IpRange.parse(text).filter(range -> !range.network().six()).isPresent();
    }

    /** A zone id, which means something on its own host only, may follow an address. */
    static boolean isIpv6(String text) {
        int zone = text.indexOf('%');
        return IpRange.parse(zone < 0 ? text : text.substring(0, zone))
                .filter(range -> range.network().six())
                .isPresent();
    }

    static boolean isMac(String text) {
        return Carried.asWritten(ValueKind.MAC, text)
                .filter(mac -> mac.text().equals(text))
                .isPresent();
    }

    static boolean isDomain(String text) {
        return Carried.asWritten(ValueKind.DOMAIN, text).isPresent();
    }

    static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && at < text.length() - 1 && text.indexOf(' ') < 0;
    }

    /** A media type, {@code type/subtype} (RFC 6838). */
    static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash < text.length() - 1 && text.indexOf(' ') < 0;
    }

    static boolean isCpe23(String text) {
        return text.startsWith("cpe:2.3:") && text.length() > 8;
    }

    /** Abbreviated hives are not allowed (section 6.17). */
    static boolean isFullRegistryKey(String text) {
        String upper = text.length() > 6 ? text.substring(0, 6).toUpperCase(Locale.ROOT) : text;
        return !upper.startsWith("HKLM")
                && !upper.startsWith("HKCC")
                && !upper.startsWith("HKCR")
                && !upper.startsWith("HKCU")
                && !upper.startsWith("HKU\\")
                && !upper.equals("HKU");
    }

    /** Well-known sources have ids of a known form (section 2.5 and the examples of section 4). */
    static void checkExternalId(JsonNode reference, Problems problems) {
        String source = reference.path("source_name").asText();
        JsonNode id = reference.path("external_id");
        boolean wrong = id.isTextual()
                && switch (source) {
                    case "cve" ->
                        Carried.asWritten(ValueKind.CVE, id.textValue()).isEmpty();
                    case "capec" -> !id.textValue().startsWith("CAPEC-");
                    default -> false;
                };
        if (wrong) {
            problems.enter("external_id");
            problems.should("stix-external-id", "2.5", "Ids of " + source + " have another form.", id);
            problems.leave();
        }
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }

    private static boolean isHexDigit(char c) {
        return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9');
    }
}
