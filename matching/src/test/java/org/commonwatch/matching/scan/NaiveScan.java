package org.commonwatch.matching.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.scan.NaiveTokens.Token;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * The twin of the scanner: {@code docs/formats/matching.md} as maps, regular expressions and loops, without a thought for
 * speed. What it says is right by reading it.
 */
final class NaiveScan {
    private static final int URL_BYTES_MAX = 8_192;
    private static final int URL_TRIES_MAX = 8;
    private static final int EMAIL_BYTES_MAX = 320;
    private static final int FILE_NAME_BYTES_MAX = 255;
    private static final Pattern NOT_IN_FILE_NAMES = Pattern.compile("[\\x00-\\x20\\x7f/\\\\\"'<>|:*?,;=()\\[\\]{}&@]");

    private final boolean zeek;
    private final Map<MatchKind, Map<String, List<Indicator>>> listed = new HashMap<>();
    private final Map<Indicator, IpRange> networks = new HashMap<>();
    private final Map<Indicator, String> literals = new HashMap<>();

    private NaiveTokens tokens = new NaiveTokens("", false);
    private String text = "";
    private long line;
    private long start;
    private final Set<Found> hits = new HashSet<>();

    NaiveScan(List<Indicator> indicators, boolean zeek) {
        this.zeek = zeek;
        indicators.forEach(this::list);
    }

    private void list(Indicator indicator) {
        String value = bytes(indicator.value());
        switch (indicator.kind()) {
            case IPV4, IPV6, DOMAIN, MD5, SHA1, SHA256, SHA512 -> list(indicator, value);
            case CIDR -> networks.put(indicator, IpRange.parse(value).orElseThrow());
            case URL -> {
                String key = key(value);
                list(indicator, zeek ? NaiveTokens.lower(key.substring(key.indexOf("://") + 3)) : key);
            }
            case EMAIL -> list(indicator, NaiveTokens.lower(value));
            case FILENAME -> {
                if (NOT_IN_FILE_NAMES.matcher(value).find()) {
                    literals.put(indicator, value);
                } else {
                    list(indicator, NaiveTokens.lower(value));
                }
            }
            case LITERAL -> literals.put(indicator, value);
        }
    }

    private void list(Indicator indicator, String key) {
        listed.computeIfAbsent(indicator.kind(), kind -> new HashMap<>())
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add(indicator);
    }

    private static String bytes(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** @param stream one byte a character */
    List<Found> scan(String stream) {
        hits.clear();
        line = 0;
        start = 0;
        for (String next : stream.split("\n", -1)) {
            line++;
            text = next;
            tokens = new NaiveTokens(next, zeek);
            lineScan();
            start += next.length() + 1;
        }
        return hits.stream().sorted(Found.ORDER).toList();
    }

    private void lineScan() {
        List<Token> six = new ArrayList<>();
        for (Token token : tokens.six()) {
            Optional<IpAddress> address = IpAddress.parse(token.meaning()).filter(IpAddress::six);
            address.ifPresent(it -> {
                six.add(token);
                address(token, it.isMappedFour() ? it.mappedFour() : it);
            });
        }
        for (Token written : tokens.hosts()) {
            Token host = tokens.withoutEscape(written);
            String name = tokens.folded(host);
            if (name.length() <= NaiveTokens.HOST_BYTES_MAX) {
                domain(host, name);
                quads(host, six);
                email(written, name);
            }
            if (zeek && host.meaning().contains(".")) {
                zeekUrl(host.from());
            }
        }
        tokens.urlStarts().forEach(this::url);
        for (Token hash : tokens.hashes()) {
            MatchKind kind = switch (hash.meaning().length()) {
                case 32 -> MatchKind.MD5;
                case 40 -> MatchKind.SHA1;
                case 64 -> MatchKind.SHA256;
                default -> MatchKind.SHA512;
            };
            hit(hash, kind, NaiveTokens.lower(hash.meaning()), MatchRule.EXACT);
        }
        for (Token name : tokens.fileNames()) {
            if (name.meaning().length() <= FILE_NAME_BYTES_MAX) {
                hit(name, MatchKind.FILENAME, NaiveTokens.lower(name.meaning()), MatchRule.EXACT);
            }
        }
        literals.forEach(this::literal);
    }

    // ---- hosts and addresses
    // --------------------------------------------------------------------------------------------

    private void domain(Token host, String name) {
        String suffix = name;
        while (!suffix.isEmpty()) {
            MatchRule rule = suffix.length() == name.length() ? MatchRule.EXACT : MatchRule.PARENT_DOMAIN;
            for (Indicator indicator : listed(MatchKind.DOMAIN, suffix)) {
                hostHit(host, indicator, rule);
            }
            int dot = suffix.indexOf('.');
            suffix = dot < 0 || zeek ? "" : suffix.substring(dot + 1);
        }
    }

    private boolean isDefanged(Token host) {
        return host.to() - host.from() != host.meaning().length();
    }

    private void quads(Token host, List<Token> six) {
        for (Token part : tokens.numericParts(host)) {
            boolean inSix = six.stream().anyMatch(it -> it.from() <= part.from() && part.to() <= it.to());
            if (!inSix) {
                IpAddress.parse(part.meaning()).ifPresent(address -> address(part, address));
            }
        }
    }

    private void address(Token token, IpAddress address) {
        MatchKind kind = address.six() ? MatchKind.IPV6 : MatchKind.IPV4;
        for (Indicator indicator : listed(kind, address.text())) {
            hostHit(token, indicator, MatchRule.EXACT);
        }
        networks.forEach((indicator, network) -> {
            if (network.contains(address)) {
                hostHit(token, indicator, MatchRule.IN_NETWORK);
            }
        });
    }

    private void hostHit(Token token, Indicator indicator, MatchRule otherwise) {
        boolean hostOf = tokens.isHostOf(token.from(), token.meaning().indexOf(':') >= 0);
        if (!(zeek && hostOf)) {
            hit(token, indicator, isDefanged(token) ? MatchRule.REFANGED : hostOf ? MatchRule.HOST_OF : otherwise);
        }
    }

    // ---- URLs and e-mail
    // -------------------------------------------------------------------------------------------------

    private void url(NaiveTokens.UrlStart url) {
        String user = tokens.user(url.to());
        int hostFrom = url.to() + user.length();
        Matcher six = Pattern.compile("\\[[0-9A-Fa-f:.]+(%[^\\]\\x00-\\x20\"<>`'\\\\^{|}\\x7f]*)?]")
                .matcher(text)
                .region(hostFrom, text.length());
        Optional<Token> host = six.lookingAt()
                ? Optional.of(new Token(hostFrom, six.end(), six.group()))
                : tokens.host(hostFrom).map(it -> new Token(it.from(), it.to(), tokens.folded(it)));
        if (zeek || host.isEmpty()) {
            return;
        }
        tries(url.from(), host.get().to(), token -> {
            String rest = token.substring(host.get().to() - url.from()).replace("\\/", "/");
            return key(url.scheme() + "://" + user + host.get().meaning() + rest);
        });
    }

    private void zeekUrl(int from) {
        tries(from, from, NaiveTokens::lower);
    }

    private interface Key {
        String of(String token);
    }

    /** The token from {@code from}, without more and more of the punctuation after {@code least}, until one is listed. */
    private void tries(int from, int least, Key key) {
        int end = tokens.urlEnd(least);
        if (end - from > URL_BYTES_MAX) {
            return;
        }
        for (int tried = 0; tried <= URL_TRIES_MAX && end >= least && end > from; tried++) {
            String token = text.substring(from, end);
            List<Indicator> equal = listed(MatchKind.URL, key.of(token));
            if (!equal.isEmpty()) {
                boolean plain = zeek || isPlainUrl(token);
                equal.forEach(it -> hit(from, token, it, plain ? MatchRule.EXACT : MatchRule.REFANGED));
                return;
            }
            char last = token.charAt(token.length() - 1);
            if (".,;:!?)]".indexOf(last) < 0 || (last == ')' && token.indexOf('(') >= 0)) {
                return;
            }
            end--;
        }
    }

    /** No defanged scheme or separator, no escaped slash, and a host with plain dots. */
    private static boolean isPlainUrl(String token) {
        Matcher parts = Pattern.compile("(?s)(?i:https?|ftp|wss?)://([^/?#]*@)?([^/?#]*).*")
                .matcher(token);
        if (!parts.matches() || token.contains("\\/")) {
            return false;
        }
        String host = parts.group(2);
        return host.startsWith("[")
                || !Pattern.compile("[\\[({\\\\]").matcher(host).find();
    }

    /** The key of a URL with plain scheme, separator and host; bytes from 0x80 are one character each. */
    private static String key(String url) {
        StringBuilder ascii = new StringBuilder();
        url.chars().forEach(c -> ascii.append(c < 0x80 ? String.valueOf((char) c) : String.format("%%%02X", c)));
        Optional<IndicatorValue> value =
                Values.recognise(ascii.toString(), true).filter(it -> it.kind() == ValueKind.URL);
        if (value.isEmpty()) {
            return "";
        }
        String canonical = value.get().text().replaceFirst("(?s)#.*", "");
        Matcher parts = Pattern.compile("(?s)([^:]*://)([^/?]*)(.*)").matcher(canonical);
        if (!parts.matches()) {
            throw new IllegalStateException("no URL: " + canonical);
        }
        String path = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
        return parts.group(1)
                + Pattern.compile("%([0-9A-Fa-f]{2})")
                        .matcher(parts.group(2) + path)
                        .replaceAll(escape -> Matcher.quoteReplacement(escape(escape.group(1))));
    }

    private static String escape(String digits) {
        int c = Integer.parseInt(digits, 16);
        boolean unreserved = NaiveTokens.isAlphanumeric(c) || "-._~".indexOf(c) >= 0;
        return unreserved ? String.valueOf((char) c) : "%" + digits.toUpperCase(Locale.ROOT);
    }

    private void email(Token host, String name) {
        for (Token local : tokens.locals(host.from())) {
            String token = text.substring(local.from(), host.to());
            List<Indicator> equal = listed(MatchKind.EMAIL, NaiveTokens.lower(local.meaning()) + "@" + name);
            if (token.length() <= EMAIL_BYTES_MAX && !equal.isEmpty()) {
                boolean plain = token.length()
                        == local.meaning().length() + 1 + host.meaning().length();
                equal.forEach(it -> hit(local.from(), token, it, plain ? MatchRule.EXACT : MatchRule.REFANGED));
                return;
            }
        }
    }

    // ---- the rest
    // --------------------------------------------------------------------------------------------------------

    private void literal(Indicator indicator, String value) {
        for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
            boolean free = !isAlphanumericAt(at - 1) && !isAlphanumericAt(at + value.length());
            if (indicator.kind() == MatchKind.LITERAL || free) {
                hit(at, value, indicator, MatchRule.EXACT);
            }
        }
    }

    private boolean isAlphanumericAt(int at) {
        return at >= 0 && at < text.length() && NaiveTokens.isAlphanumeric(text.charAt(at));
    }

    private List<Indicator> listed(MatchKind kind, String key) {
        return listed.getOrDefault(kind, Map.of()).getOrDefault(key, List.of());
    }

    private void hit(Token token, MatchKind kind, String key, MatchRule rule) {
        listed(kind, key).forEach(indicator -> hit(token, indicator, rule));
    }

    private void hit(Token token, Indicator indicator, MatchRule rule) {
        hit(token.from(), text.substring(token.from(), token.to()), indicator, rule);
    }

    private void hit(int from, String token, Indicator indicator, MatchRule rule) {
        hits.add(new Found(line, start + from, indicator, rule, token));
    }
}
