package org.commonwatch.matching.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.values.DomainName;

/**
 * The tokens of one line, as {@code docs/formats/matching.md} says, the slow and plain way. A line is a string with one
 * character for each byte.
 */
final class NaiveTokens {
    static final int HOST_BYTES_MAX = 253;
    static final int USER_BYTES_MAX = 255;

    private static final List<String> DOTS =
            List.of(".", "[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[d0t]", "\\.");
    private static final String LOCAL = "A-Za-z0-9!#$%&'*+/=?^_{|}~.-";
    private static final String URL_START_ZEEK = "(?<![A-Za-z0-9])(?i:https?|ftp|wss?)://";
    private static final String URL_START = "(?<![A-Za-z0-9])(?i:(https?|ftp|wss?|hxxps?|h\\*\\*ps?|meows?|fxp))"
            + "(://|\\[:]//|\\[://]|\\(:\\)//|:\\\\\\\\|:\\\\/\\\\/)";
    private static final String USER = "[^\\x00-\\x20\\x7f\"<>`'\\\\^{|}/?#]{0," + USER_BYTES_MAX + "}@";

    /** More than the longest user part, separator and scheme together. */
    private static final int LOOK_BACK_BYTES = 400;

    private final String line;
    private final boolean zeek;

    NaiveTokens(String line, boolean zeek) {
        this.line = line;
        this.zeek = zeek;
    }

    /** A piece of the line and what it means. */
    record Token(int from, int to, String meaning) {}

    /** A URL's scheme as it is meant, and where its user part would begin. */
    record UrlStart(int from, int to, String scheme) {}

    // ---- hosts
    // --------------------------------------------------------------------------------------------------------

    static boolean isWord(int c) {
        return c >= 0x80 || isAlphanumeric(c) || c == '-' || c == '_';
    }

    static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** How many bytes of a dot stand at {@code at}, 0 for none. */
    private int dot(int at) {
        for (String form : zeek ? List.of(".") : DOTS) {
            if (line.regionMatches(true, at, form, 0, form.length())) {
                return form.length();
            }
        }
        return 0;
    }

    private int runEnd(int from, IntPredicate member) {
        int end = from;
        while (end < line.length() && member.test(line.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Host tokens with plain dots, before percent signs are looked at. */
    List<Token> hosts() {
        List<Token> all = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            Optional<Token> host = host(at);
            host.ifPresent(all::add);
            at = host.map(Token::to).orElse(at + 1);
        }
        return all;
    }

    /** The host token that starts exactly here. */
    Optional<Token> host(int from) {
        int end = runEnd(from, NaiveTokens::isWord);
        if (end == from) {
            return Optional.empty();
        }
        StringBuilder meaning = new StringBuilder(line.substring(from, end));
        while (true) {
            int dot = dot(end);
            int next = runEnd(end + dot, NaiveTokens::isWord);
            if (dot == 0 || next == end + dot) {
                return Optional.of(new Token(from, end, meaning.toString()));
            }
            meaning.append('.').append(line, end + dot, next);
            end = next;
        }
    }

    /** Without the two hexadecimal digits of a percent escape, and a dot after them. */
    Token withoutEscape(Token host) {
        boolean escape = host.from() > 0
                && line.charAt(host.from() - 1) == '%'
                && host.meaning().matches("(?s)[0-9A-Fa-f]{2}.*");
        if (!escape) {
            return host;
        }
        int dot = host.meaning().startsWith(".", 2) ? dot(host.from() + 2) : 0;
        return new Token(host.from() + 2 + dot, host.to(), host.meaning().substring(dot > 0 ? 3 : 2));
    }

    /** The meaning in ASCII lower case with A-labels; a label that does not fold becomes one that equals none. */
    String folded(Token host) {
        if (zeek) {
            return lower(host.meaning());
        }
        List<String> labels = new ArrayList<>();
        for (String label : host.meaning().split("\\.", -1)) {
            labels.add(label.chars().allMatch(c -> c < 0x80) ? lower(label) : aLabel(label));
        }
        return String.join(".", labels);
    }

    private static String aLabel(String bytes) {
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Optional<String> name = text.indexOf('\ufffd') >= 0 ? Optional.empty() : DomainName.parse(text + ".x");
        return name.map(n -> n.substring(0, n.length() - 2)).orElse(bytes);
    }

    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return out.toString();
    }

    /** Parts between hyphens of a token of digits, dots and hyphens. */
    List<Token> numericParts(Token host) {
        List<Token> parts = new ArrayList<>();
        if (!host.meaning().matches("[0-9.-]+")) {
            return parts;
        }
        int at = host.from();
        for (String part : line.substring(host.from(), host.to()).split("-", -1)) {
            // A part that ends in a dot is not four octets.
            String meaning = new NaiveTokens(part, zeek)
                    .host(0)
                    .filter(whole -> whole.to() == part.length())
                    .map(Token::meaning)
                    .orElse("");
            parts.add(new Token(at, at + part.length(), meaning));
            at += part.length() + 1;
        }
        return parts;
    }

    // ---- places
    // -------------------------------------------------------------------------------------------------------

    /** Whether what starts here is the host of a URL or e-mail address; IPv6 stands in brackets in a URL. */
    boolean isHostOf(int from, boolean six) {
        String before = before(from);
        return (six ? forms().beforeSix() : forms().beforeHost())
                        .matcher(before)
                        .find()
                || forms().mailbox().matcher(before).find();
    }

    private String before(int from) {
        return line.substring(Math.max(0, from - LOOK_BACK_BYTES), from);
    }

    /** What may stand before a host. */
    private record Forms(Pattern beforeHost, Pattern beforeSix, Pattern mailbox) {
        static Forms of(String urlStart, String at) {
            String url = "(?s)(" + urlStart + ")(" + USER + ")?";
            return new Forms(
                    Pattern.compile(url + "$"),
                    Pattern.compile(url + "\\[$"),
                    Pattern.compile("(?<![" + LOCAL + "])([" + LOCAL + "]+)" + at + "$"));
        }
    }

    private static final Forms DEFAULT_FORMS = Forms.of(URL_START, "(?i:@|\\[@]|\\(at\\)|\\[at]|\\{at})");
    private static final Forms ZEEK_FORMS = Forms.of(URL_START_ZEEK, "@");

    private Forms forms() {
        return zeek ? ZEEK_FORMS : DEFAULT_FORMS;
    }

    // ---- the other kinds
    // -----------------------------------------------------------------------------------------------

    /** IPv6 as it stands, without what is left out at its end. */
    List<Token> six() {
        List<Token> all = new ArrayList<>();
        Matcher run = Pattern.compile("[0-9A-Fa-f:.]+").matcher(line);
        while (run.find()) {
            boolean free = !isNameAt(run.start() - 1) && !isNameAt(run.end());
            String text = run.group().replaceFirst("\\.+$", "").replaceFirst("(?<!:):$", "");
            if (free && text.chars().filter(c -> c == ':').count() >= 2) {
                all.add(new Token(run.start(), run.start() + text.length(), text));
            }
        }
        return all;
    }

    private boolean isNameAt(int at) {
        return at >= 0 && at < line.length() && (isAlphanumeric(line.charAt(at)) || line.charAt(at) == '_');
    }

    List<Token> hashes() {
        return found(
                "(?<![A-Za-z0-9])(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})(?![A-Za-z0-9])");
    }

    List<Token> fileNames() {
        return found("[^\\x00-\\x20\\x7f/\\\\\"'<>|:*?,;=()\\[\\]{}&@]+").stream()
                .map(run -> {
                    String name = run.meaning().replaceFirst("\\.+$", "");
                    return new Token(run.from(), run.from() + name.length(), name);
                })
                .filter(name -> name.meaning().contains("."))
                .toList();
    }

    private List<Token> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(line)
                .results()
                .map(it -> new Token(it.start(), it.end(), it.group()))
                .toList();
    }

    List<UrlStart> urlStarts() {
        return Pattern.compile(URL_START)
                .matcher(line)
                .results()
                .map(it -> new UrlStart(it.start(), it.end(), scheme(it.group(1).toLowerCase(Locale.ROOT))))
                .toList();
    }

    private static String scheme(String written) {
        return switch (written) {
            case "hxxp", "h**p", "meow" -> "http";
            case "hxxps", "h**ps", "meows" -> "https";
            case "fxp" -> "ftp";
            default -> written;
        };
    }

    /** The user part that starts here, with its {@code @}; up to the last one in the authority. */
    String user(int from) {
        Matcher user = Pattern.compile(USER).matcher(line).region(from, line.length());
        return user.lookingAt() ? user.group() : "";
    }

    /** Where the rest of a URL that starts at {@code from} ends. */
    int urlEnd(int from) {
        int end = from;
        while (end < line.length()) {
            char c = line.charAt(end);
            if (c == '\\' && !zeek && line.startsWith("/", end + 1)) {
                end += 2;
            } else if (c <= ' ' || c == 0x7f || "\"<>`'\\^{|}".indexOf(c) >= 0) {
                break;
            } else {
                end++;
            }
        }
        return end;
    }

    /** The local parts to try before a host token, longest first, as tokens that end where the {@code @} starts. */
    List<Token> locals(int hostFrom) {
        Matcher address = forms().mailbox().matcher(before(hostFrom));
        if (!address.find()) {
            return List.of();
        }
        int from = hostFrom - address.group().length();
        String local = address.group(1);
        List<Token> tries = new ArrayList<>(List.of(new Token(from, from + local.length(), local)));
        Matcher shorter = Pattern.compile(".*['/=?&{|}](.+)").matcher(local);
        if (shorter.matches()) {
            tries.add(new Token(from + shorter.start(1), from + local.length(), shorter.group(1)));
        }
        return tries;
    }
}
