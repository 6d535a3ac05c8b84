package org.commonwatch.bench.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Indicator sets of any size where the smaller is the start of the larger: rows of kinds that published lists lack, then a
 * published list as far as it reaches, then made-up rows in its mix of kinds. What is injected into a log comes from the
 * first {@link #COMMON_ROWS}, so one log and one truth fit every set from there on.
 */
final class IndicatorSets {
    /** Every set holds these. */
    static final int COMMON_ROWS = 10_000;

    private static final int EACH_OWN_KIND = 120;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String[] ENDINGS = {"com", "net", "org", "top", "xyz", "ru", "info", "online", "site", "club"};

    private final long seed;
    private final Path published;

    /** @param published rows {@code kind TAB value}, gzip if so named; an empty file makes every row a made-up one */
    IndicatorSets(long seed, Path published) {
        this.seed = seed;
        this.published = published;
    }

    /** The first {@code rows} rows in their order. */
    void each(long rows, Consumer<Listed> sink) throws IOException {
        List<Listed> own = own();
        long left = rows;
        for (Listed row : own.subList(0, (int) Math.min(own.size(), left))) {
            sink.accept(row);
            left--;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8), 1 << 16)) {
            for (String line = lines.readLine(); line != null && left > 0; line = lines.readLine()) {
                sink.accept(Listed.of(line));
                left--;
            }
        }
        Random random = new Random(seed * 31 + 1);
        for (; left > 0; left--) {
            sink.accept(madeUp(random));
        }
    }

    private InputStream open() throws IOException {
        InputStream in = Files.newInputStream(published);
        return published.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Kinds that lists of network indicators lack. The networks are of RFC 2544 and RFC 6598, where no list has addresses. */
    private List<Listed> own() {
        Random random = new Random(seed);
        List<Listed> rows = new ArrayList<>();
        for (int i = 0; i < EACH_OWN_KIND; i++) {
            rows.add(Listed.of("ipv6\t2001:db8:" + Integer.toHexString(0x1000 + i) + "::"
                    + Integer.toHexString(1 + random.nextInt(0xfffe))));
            rows.add(Listed.of("cidr\t198.18." + i + ".0/" + (24 + random.nextInt(3))));
            rows.add(Listed.of("cidr\t2001:db8:" + Integer.toHexString(0x8000 + i) + "::/48"));
            rows.add(Listed.of(
                    "email\t" + word(random, 7) + "." + word(random, 5) + "@" + word(random, 9) + ".example"));
            rows.add(Listed.of("domain\t" + accented(random)));
            rows.add(Listed.of("sha1\t" + hex(random, 20)));
            rows.add(Listed.of("sha512\t" + hex(random, 64)));
            rows.add(Listed.of("filename\t" + word(random, 6) + random.nextInt(1000) + ".exe"));
        }
        return rows;
    }

    /** The A-label of a word with an {@code ü} in it; see {@link Injections} for the U-label. */
    private static String accented(Random random) {
        String label = word(random, 4) + "ü" + word(random, 4);
        return java.net.IDN.toASCII(label) + ".example";
    }

    private static Listed madeUp(Random random) {
        int pick = random.nextInt(1000);
        if (pick < 780) {
            String name = word(random, 6 + random.nextInt(14)) + "." + ENDINGS[random.nextInt(ENDINGS.length)];
            return new Listed(
                    org.commonwatch.matching.MatchKind.DOMAIN,
                    random.nextInt(4) == 0 ? word(random, 4 + random.nextInt(8)) + "." + name : name);
        }
        if (pick < 906) {
            int four = random.nextInt();
            int first = 1 + (four >>> 24) % 223;
            // The log's own hosts are in 10.0.0.0/8, and none of them is listed.
            return Listed.of("ipv4\t" + (first == 10 ? 11 : first) + "." + (four >>> 16 & 255) + "."
                    + (four >>> 8 & 255) + "." + (four & 255));
        }
        if (pick < 946) {
            return Listed.of("md5\t" + hex(random, 16));
        }
        if (pick < 986) {
            return Listed.of("sha256\t" + hex(random, 32));
        }
        return Listed.of("url\thttp://" + word(random, 9) + "." + ENDINGS[random.nextInt(ENDINGS.length)] + "/"
                + word(random, 5) + "/" + word(random, 7) + ".php");
    }

    static String word(Random random, int letters) {
        StringBuilder out = new StringBuilder(letters);
        for (int i = 0; i < letters; i++) {
            out.append(LETTERS.charAt(random.nextInt(26)));
        }
        return out.toString();
    }

    static String hex(Random random, int bytes) {
        byte[] digest = new byte[bytes];
        random.nextBytes(digest);
        return HexFormat.of().formatHex(digest);
    }
}
