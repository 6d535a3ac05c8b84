package org.commonwatch.matching.scan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * Streams made of pieces that go wrong when put together: indicators in every way of writing, near misses, what joins and
 * parts tokens, other scripts, bytes that are no text, long runs. One byte a character.
 */
final class RandomStreams {
    static final List<Indicator> INDICATORS = numbered(
            "ipv4 192.0.2.1",
            "ipv4 198.51.100.77",
            "ipv4 10.0.0.9",
            "ipv6 2001:db8::1",
            "ipv6 2001:db8:0:7::",
            "ipv6 ::1",
            "cidr 192.0.2.0/24",
            "cidr 192.0.0.0/16",
            "cidr 203.0.113.64/27",
            "cidr 2001:db8::/32",
            "cidr 2001:db8:0:7::/64",
            "cidr 198.51.100.77/32",
            "domain evil.example",
            "domain evil.example",
            "domain a.evil.example",
            "domain bad-name.example.net",
            "domain xn--bcher-kva.example",
            "domain xn--e1afmkfd.test",
            "domain 1.2.3.example",
            "domain dot.at",
            "domain x.com",
            "url http://evil.example/a",
            "url http://evil.example/",
            "url https://evil.example:8443/a/b.php?x=1&y=%C3%BC",
            "url http://evil.example/a_(b)",
            "url http://192.0.2.1/x.sh",
            "url http://[2001:db8::1]/x",
            "url http://user:pw@evil.example/",
            "url ftp://files.example.org/get/setup.exe",
            "url http://xn--bcher-kva.example/",
            "url http://intranet/x",
            "url https://other.example/?u=http://evil.example/a",
            "email bob@evil.example",
            "email First.Last+tag@bad-name.example.net",
            "email bob@xn--bcher-kva.example",
            "email o'neil@evil.example",
            "md5 44d88612fea8a8f36de82e1278abb02f",
            "sha1 3395856ce81f2b7382dee72602f798b642f14140",
            "sha256 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
            "sha512"
                    + " cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "filename setup.exe",
            "filename evil.example",
            "filename my evil.exe",
            "literal abXabX",
            "literal Mozilla/4.0 (evil)");

    private static final String[] WRITTEN = {
        "b\u00fccher.example",
        "B\u00dcCHER.EXAMPLE",
        "\u043f\u0440\u0438\u043c\u0435\u0440.test",
        "\u041f\u0420\u0418\u041c\u0415\u0420[.]test",
        "192.0.2.77",
        "203.0.113.65",
        "::ffff:192.0.2.1",
        "::FFFF:c000:201",
        "2001:DB8:0:0:0:0:0:1",
        "64:ff9b::192.0.2.1",
        "2001:db8::2%eth0",
        "2001:db8::192.0.2.1",
        "hxxp",
        "hXXps",
        "h**p",
        "meow",
        "fxp",
        "http",
        "https",
        "ftp",
        "HTTP",
        "www.",
        "mail.",
        "a.b.c.",
        "bob",
        "user:pw",
        "/a",
        "/%61",
        "/a_(b)",
        "/x.sh",
        "?q=1",
        "#top",
        ":80",
        ":8443",
        ":",
        "/a/b.php?x=1&y=%c3%bc",
        "abXabXabX",
        "/x",
        "intranet",
        "b\u00fccher"
    };

    private static final String[] JOINS = {
        ".", "[.]", "(.)", "{.}", "[dot]", "(DOT)", "{dot}", "[d0t]", "\\.", "..", "[.)", "[dot", "@", "[@]", "(at)",
        "[at]", "{AT}", "://", "[:]//", "[://]", "(:)//", ":\\\\", ":\\/\\/", "\\/", "/", "\\", "%", "%2F", "%3a",
        "%20", "-", "_", ":", "::", "[", "]", "(", ")", "{", "}", "'", "\"", "<", ">", "`", "^", "|", "=", "?", "&",
        ";", ",", "!", "*", "#", "$", "+", "~"
    };

    private static final String[] PARTS = {" ", " ", " ", "\t", "\n", "\r\n", "\0", "\u007f", ", ", "\u00a0"};

    /** Bytes that are no UTF-8, in several ways. */
    private static final String[] RAW = {
        "\u00ff", "\u00c3", "\u0080", "\u00ed\u00a0\u0080", "\u00f8", "\u00c3\u00bc", "\u00e2\u0080\u0093"
    };

    private static final String[] RUN_PIECES = {
        ".", "a", "1", ":", "f", "-", "@", "(", "a.", "1.", "%", "/", "\u00c3\u00bc", "0:", "[.]", "\\/", "'"
    };

    private final Random random;

    RandomStreams(Random random) {
        this.random = random;
    }

    private static List<Indicator> numbered(String... rows) {
        List<Indicator> all = new java.util.ArrayList<>();
        for (String row : rows) {
            int blank = row.indexOf(' ');
            MatchKind kind = MatchKind.ofWord(row.substring(0, blank)).orElseThrow();
            all.add(new Indicator(kind, row.substring(blank + 1), all.size() + 1L));
        }
        return all;
    }

    /** @param pieces how many */
    String next(int pieces) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            out.append(piece());
        }
        return out.toString();
    }

    private String piece() {
        int pick = random.nextInt(100);
        if (pick < 30) {
            return changed(INDICATORS.get(random.nextInt(INDICATORS.size())).value());
        }
        if (pick < 42) {
            return changed(written());
        }
        if (pick < 67) {
            return one(JOINS);
        }
        if (pick < 92) {
            return one(PARTS);
        }
        if (pick < 96) {
            return one(RAW);
        }
        return pick < 99
                ? String.valueOf((char) random.nextInt(256))
                : one(RUN_PIECES).repeat(runLength());
    }

    /** Around the bounds of 253, 255, 320 and the widths of vectors, now and then around 8,192. */
    private int runLength() {
        return switch (random.nextInt(8)) {
            case 0 -> 240 + random.nextInt(100);
            case 1 -> 60 + random.nextInt(10);
            case 2 -> random.nextInt(10) == 0 ? 8_100 + random.nextInt(120) : 500 + random.nextInt(50);
            default -> 1 + random.nextInt(40);
        };
    }

    private String changed(String value) {
        String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int at = random.nextInt(bytes.length());
        return switch (random.nextInt(16)) {
            case 0 -> bytes.substring(0, at) + bytes.substring(at + 1);
            case 1 -> bytes.substring(0, at) + (char) random.nextInt(256) + bytes.substring(at + 1);
            case 2 -> bytes.substring(0, at) + one(JOINS) + bytes.substring(at);
            case 3 -> bytes.substring(0, at) + one(PARTS) + bytes.substring(at);
            case 4 -> upper(bytes);
            case 5, 6 -> bytes.replace(".", one(JOINS));
            case 7 -> bytes.replaceFirst("\\.", java.util.regex.Matcher.quoteReplacement(one(JOINS)));
            case 8 -> bytes.replace("/", "\\/");
            case 9 -> written().replaceAll("[^ -~]", "") + bytes;
            case 10 -> bytes + (char) ('0' + random.nextInt(10));
            case 11 -> bytes + one(JOINS);
            default -> bytes;
        };
    }

    private static String upper(String bytes) {
        StringBuilder out = new StringBuilder();
        bytes.chars().forEach(c -> out.append((char) (c >= 'a' && c <= 'z' ? c - 32 : c)));
        return out.toString();
    }

    private String one(String[] pieces) {
        return pieces[random.nextInt(pieces.length)];
    }

    /** One of {@link #WRITTEN} in UTF-8; the other pieces are bytes already. */
    private String written() {
        return new String(one(WRITTEN).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
