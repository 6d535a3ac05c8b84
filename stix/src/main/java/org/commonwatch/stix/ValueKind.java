package org.commonwatch.stix;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * Kinds of searchable values, each with one written form. Two spellings that mean the same (upper case hash, host bits in a
 * network, trailing dot, shortened IPv6, abbreviated registry hive) become the same text, so that equality finds them.
 */
public enum ValueKind {
    IPV4("ipv4"),
    IPV6("ipv6"),
    CIDR("cidr"),
    DOMAIN("domain"),
    URL("url"),
    EMAIL("email"),
    MAC("mac"),
    ASN("asn"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256"),
    SHA512("sha512"),
    SSDEEP("ssdeep"),
    TLSH("tlsh"),
    FILENAME("filename"),
    MUTEX("mutex"),
    REGISTRY_KEY("registry-key"),
    USER_AGENT("user-agent"),
    CVE("cve"),
    ATTACK_ID("attack-id");

    /** Longest value that is indexed, in UTF-16 units: real URLs stay below; longer ones would only bloat the index. */
    public static final int VALUE_CHARS_MAX = 2048;

    private static final int DOMAIN_CHARS_MAX = 253;
    private static final String[][] HIVES = {
        {"hklm", "hkey_local_machine"},
        {"hkcu", "hkey_current_user"},
        {"hkcr", "hkey_classes_root"},
        {"hku", "hkey_users"},
        {"hkcc", "hkey_current_config"},
    };

    private final String word;

    ValueKind(String word) {
        this.word = word;
    }

    /** Stable lower-case name, for example {@code registry-key}. */
    public String word() {
        return word;
    }

    public static Optional<ValueKind> ofWord(String word) {
        for (ValueKind kind : values()) {
            if (kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The one written form of {@code text}, or nothing if it is no value of this kind. */
    public Optional<String> normalise(String text) {
        if (text.isBlank() || text.length() > VALUE_CHARS_MAX) {
            return Optional.empty();
        }
        String value = text.strip();
        return switch (this) {
            case IPV4 -> IpAddresses.ipv4(value);
            case IPV6 -> IpAddresses.ipv6(value);
            case CIDR -> IpAddresses.cidr(value);
            case DOMAIN -> domain(value);
            case URL -> url(value);
            case EMAIL -> email(value);
            case MAC ->
                Optional.of(value.toLowerCase(Locale.ROOT).replace('-', ':')).filter(ValueKind::isMac);
            case ASN -> asn(value);
            case MD5 -> hex(value, 32);
            case SHA1 -> hex(value, 40);
            case SHA256 -> hex(value, 64);
            case SHA512 -> hex(value, 128);
            case TLSH -> Optional.of(value.toUpperCase(Locale.ROOT));
            case SSDEEP, MUTEX, USER_AGENT -> Optional.of(value);
            case FILENAME -> Optional.of(value.toLowerCase(Locale.ROOT));
            case REGISTRY_KEY -> Optional.of(registryKey(value));
            case CVE -> Optional.of(value.toUpperCase(Locale.ROOT)).filter(ValueKind::isCve);
            case ATTACK_ID -> Optional.of(value.toUpperCase(Locale.ROOT)).filter(ValueKind::isAttackId);
        };
    }

    /** The network kind that {@code text} has by its form alone: address, network, MAC or domain. */
    public static Optional<ValueKind> ofHost(String text) {
        for (ValueKind kind : new ValueKind[] {IPV4, IPV6, CIDR, MAC, DOMAIN}) {
            if (kind.normalise(text).isPresent()) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> domain(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty() || bare.length() > DOMAIN_CHARS_MAX) {
            return Optional.empty();
        }
        String ascii = bare.chars().allMatch(c -> c < 0x80) ? bare : idn(bare);
        String lower = ascii.toLowerCase(Locale.ROOT);
        boolean letter = false;
        char before = '.';
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*';
            if (!plain && (c != '.' || before == '.')) {
                return Optional.empty();
            }
            letter |= c >= 'a' && c <= 'z';
            before = c;
        }
        return letter && before != '.' ? Optional.of(lower) : Optional.empty();
    }

    /** RFC 3490 form; what has none stays as it is and is then refused for its characters. */
    private static String idn(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    /** Lower-case scheme and host, no fragment, no default port, at least the path {@code /}. The rest stays as it came. */
    private static Optional<String> url(String text) {
        int colon = text.indexOf("://");
        if (colon < 1) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        int fragment = text.indexOf('#');
        String rest = text.substring(colon + 3, fragment < 0 ? text.length() : Math.max(fragment, colon + 3));
        int end = 0;
        while (end < rest.length() && "/?\\".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        String tail = rest.substring(end);
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1).toLowerCase(Locale.ROOT);
        String port = scheme.equals("http") ? ":80" : scheme.equals("https") ? ":443" : "\n";
        String bare = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
        if (bare.isEmpty()) {
            return Optional.empty();
        }
        String path = tail.startsWith("/") ? tail : "/" + tail;
        return Optional.of(scheme + "://" + authority.substring(0, at + 1) + bare + path);
    }

    private static Optional<String> email(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || text.indexOf(' ') >= 0) {
            return Optional.empty();
        }
        return domain(text.substring(at + 1)).map(host -> text.substring(0, at).toLowerCase(Locale.ROOT) + "@" + host);
    }

    private static boolean isMac(String text) {
        if (text.length() != 17) {
            return false;
        }
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != ':' : Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> asn(String text) {
        String digits = text.regionMatches(true, 0, "AS", 0, 2) ? text.substring(2) : text;
        return digits.length() <= 10 && !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(Long.toString(Long.parseLong(digits)))
                : Optional.empty();
    }

    private static Optional<String> hex(String text, int digits) {
        return text.length() == digits && text.chars().allMatch(c -> c <= 'f' && Character.digit(c, 16) >= 0)
                ? Optional.of(text.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static String registryKey(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace("\\\\", "\\");
        int slash = lower.indexOf('\\');
        String hive = slash < 0 ? lower : lower.substring(0, slash);
        for (String[] names : HIVES) {
            if (hive.equals(names[0])) {
                return names[1] + lower.substring(hive.length());
            }
        }
        return lower;
    }

    /** {@code CVE-year-number}, the number having four digits or more. */
    private static boolean isCve(String text) {
        if (text.length() < 13 || text.length() > 20 || !text.startsWith("CVE-") || text.charAt(8) != '-') {
            return false;
        }
        return digits(text, 4, 8) && digits(text, 9, text.length());
    }

    /** Letters and four digits, as in T1059, TA0001, S0154, DET0001; a technique may have a dot and three digits more. */
    private static boolean isAttackId(String text) {
        int letters = 0;
        while (letters < text.length() && text.charAt(letters) >= 'A' && text.charAt(letters) <= 'Z') {
            letters++;
        }
        int end = letters + 4;
        if (letters < 1 || letters > 3 || text.length() < end || !digits(text, letters, end)) {
            return false;
        }
        boolean sub = text.length() == end + 4 && text.charAt(end) == '.' && digits(text, end + 1, end + 4);
        return sub || text.length() == end;
    }

    private static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
