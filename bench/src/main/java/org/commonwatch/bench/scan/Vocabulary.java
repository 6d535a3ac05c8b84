package org.commonwatch.bench.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.matching.MatchKind;

/**
 * What the logs are made of: hosts and addresses that no indicator set lists, under any parent; and the indicators that can
 * be injected, because each is listed once and nothing around it is.
 */
final class Vocabulary {
    private static final int SITES = 9_000;
    private static final int ADDRESSES = 150_000;
    private static final String[] WORDS = {
        "harbour",
        "grid",
        "north",
        "city",
        "water",
        "care",
        "cloud",
        "data",
        "blue",
        "river",
        "metro",
        "port",
        "green",
        "open",
        "first",
        "union",
        "media",
        "energy",
        "trade",
        "stone",
        "bridge",
        "light",
        "field",
        "garden",
        "mountain",
        "ocean",
        "paper",
        "silver",
        "swift",
        "tower",
        "valley",
        "wind",
        "forest",
        "anchor",
        "beacon",
        "cedar",
        "delta",
        "ember",
        "falcon",
        "granite"
    };
    private static final String[] ENDINGS = {
        "com", "com", "com", "net", "org", "de", "eu", "io", "co.uk", "fr", "nl", "pl"
    };
    private static final String[] SUBDOMAINS = {
        "www.", "api.", "cdn.", "", "mail.", "static.", "login.", "img1.", "eu-west.edge."
    };
    private static final Pattern URL =
            Pattern.compile("https?://([a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.[a-z]+)/[A-Za-z0-9/_.-]*[A-Za-z0-9/_-]");

    private final Map<String, Integer> listings = new HashMap<>();
    private final Map<String, Integer> urlsOfHost = new HashMap<>();
    private final List<Listed> candidates = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    /** @param rows of the largest set that will be used with the log */
    Vocabulary(long seed, IndicatorSets sets, long rows) throws IOException {
        Random random = new Random(seed);
        makeUp(random);
        sets.each(IndicatorSets.COMMON_ROWS, candidates::add);
        candidates.forEach(this::watch);
        sets.each(rows, this::count);
        hosts.removeIf(host -> suffixes(host).stream().anyMatch(this::isListed));
        addresses.removeIf(this::isListed);
    }

    private void makeUp(Random random) {
        for (int i = 0; i < SITES; i++) {
            String site = WORDS[random.nextInt(WORDS.length)] + (random.nextInt(3) == 0 ? "-" : "")
                    + WORDS[random.nextInt(WORDS.length)] + (random.nextInt(2) == 0 ? "" : random.nextInt(100)) + "."
                    + ENDINGS[random.nextInt(ENDINGS.length)];
            for (int s = 0; s < 3; s++) {
                hosts.add(SUBDOMAINS[random.nextInt(SUBDOMAINS.length)] + site);
            }
        }
        hosts.forEach(host -> suffixes(host).forEach(this::watch));
        while (addresses.size() < ADDRESSES) {
            int four = random.nextInt();
            int first = four >>> 24;
            if (first > 0 && first < 224 && first != 10 && first != 127 && first != 198) {
                addresses.add(first + "." + (four >>> 16 & 255) + "." + (four >>> 8 & 255) + "." + (four & 255));
            }
        }
        addresses.forEach(this::watch);
    }

    private void watch(String name) {
        listings.put(name, 0);
    }

    private void watch(Listed candidate) {
        switch (candidate.kind()) {
            case DOMAIN -> suffixes(candidate.value()).forEach(this::watch);
            case IPV4 -> watch(candidate.value());
            case URL -> {
                String host = host(candidate.value());
                suffixes(host).forEach(this::watch);
                urlsOfHost.put(host, 0);
            }
            case IPV6, CIDR, EMAIL, MD5, SHA1, SHA256, SHA512, FILENAME, LITERAL -> {}
        }
    }

    private void count(Listed row) {
        if (row.kind() == MatchKind.DOMAIN || row.kind() == MatchKind.IPV4) {
            listings.computeIfPresent(row.value(), (name, count) -> count + 1);
        } else if (row.kind() == MatchKind.URL) {
            urlsOfHost.computeIfPresent(host(row.value()), (host, count) -> count + 1);
        }
    }

    /** The host of a URL that is plain enough to be written in many ways; else the empty string. */
    private static String host(String url) {
        Matcher plain = URL.matcher(url);
        return plain.matches() ? plain.group(1) : "";
    }

    /** The name and its parents of two labels and more. */
    private static List<String> suffixes(String name) {
        List<String> all = new ArrayList<>();
        String suffix = name;
        while (suffix.indexOf('.') >= 0) {
            all.add(suffix);
            suffix = suffix.substring(suffix.indexOf('.') + 1);
        }
        return all;
    }

    private boolean isListed(String name) {
        return listings.getOrDefault(name, 0) > 0;
    }

    List<Listed> candidates() {
        return candidates;
    }

    /** The candidates that hit by themselves only. */
    Set<Listed> alone() {
        Set<Listed> alone = new HashSet<>();
        for (Listed it : candidates) {
            boolean one = switch (it.kind()) {
                case DOMAIN ->
                    listings.getOrDefault(it.value(), 0) == 1
                            && suffixes(it.value()).stream().skip(1).noneMatch(this::isListed);
                case IPV4 -> listings.getOrDefault(it.value(), 0) == 1;
                case URL -> {
                    String host = host(it.value());
                    yield !host.isEmpty()
                            && urlsOfHost.getOrDefault(host, 0) == 1
                            && suffixes(host).stream().noneMatch(this::isListed);
                }
                case IPV6, CIDR, EMAIL, MD5, SHA1, SHA256, SHA512, FILENAME, LITERAL -> true;
            };
            if (one) {
                alone.add(it);
            }
        }
        return alone;
    }

    byte[][] hosts() {
        return bytes(hosts);
    }

    byte[][] addresses() {
        return bytes(addresses);
    }

    static byte[][] bytes(List<String> words) {
        return words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }
}
