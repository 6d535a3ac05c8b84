package org.commonwatch.bench.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Harmless values for every field, as bytes. Made-up hosts, addresses and digests are listed nowhere. */
final class FieldBytes {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final String[] MONTHS = {"Nov"};
    private static final int SECONDS_A_DAY = 86_400;

    private final SplittableRandom random;
    private final byte[][] hosts;
    private final byte[][] addresses;
    private final byte[][] paths;
    private final byte[][] agents;
    private final byte[][] users;
    private final byte[][] files;
    private final byte[][] prose;
    private final byte[][] words;
    private final byte[][] methods = words("GET", "GET", "GET", "POST", "HEAD");
    private final byte[][] statuses = words("200", "200", "200", "304", "404", "302", "500");
    private final byte[][] types = words("A", "A", "AAAA", "HTTPS", "MX");
    private final long startSeconds;
    private long micros;

    FieldBytes(SplittableRandom random, Vocabulary vocabulary, long startSeconds) {
        this.random = random;
        this.startSeconds = startSeconds;
        this.hosts = vocabulary.hosts();
        this.addresses = vocabulary.addresses();
        this.paths = made(5_000, this::path);
        this.agents = agents();
        this.users = made(400, () -> word(3 + random.nextInt(6)) + (random.nextInt(3) == 0 ? "" : "." + word(5)));
        this.files = made(800, () -> word(4 + random.nextInt(8)) + FILE_ENDINGS[random.nextInt(FILE_ENDINGS.length)]);
        this.prose = words(
                "printer on second floor says paper jam again", "user cannot reach the intranet since 9:15",
                "VPN drops every ~30 min (client 5.1.2)", "asked for more space on /srv/share, 80% full",
                "says \"certificate expired\" when opening mail", "wants laptop back; see e-mail of Tue., thanks");
        this.words = made(300, () -> word(3 + random.nextInt(7)));
    }

    private static final String[] FILE_ENDINGS = {".exe", ".dll", ".pdf", ".docx", ".js", ".png", ".zip", ".tmp"};

    private static byte[][] agents() {
        List<String> agents = new ArrayList<>();
        for (int version = 110; version < 125; version++) {
            agents.add("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
                    + version + ".0.0.0 Safari/537.36");
            agents.add(
                    "Mozilla/5.0 (X11; Linux x86_64; rv:" + version + ".0) Gecko/20100101 Firefox/" + version + ".0");
        }
        agents.add("curl/8.5.0");
        agents.add("python-requests/2.31.0");
        agents.add("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
        return Vocabulary.bytes(agents);
    }

    private static byte[][] words(String... words) {
        return Vocabulary.bytes(List.of(words));
    }

    private static byte[][] made(int count, Supplier<String> one) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(one.get());
        }
        return Vocabulary.bytes(all);
    }

    private String word(int letters) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            out.append((char) ('a' + random.nextInt(26)));
        }
        return out.toString();
    }

    private String path() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            out.append('/').append(word(2 + random.nextInt(9)));
        }
        out.append(random.nextBoolean() ? ".html" : "/");
        if (random.nextInt(3) == 0) {
            out.append("?id=")
                    .append(random.nextInt(100_000))
                    .append("&q=")
                    .append(word(6))
                    .append("%20")
                    .append(word(4));
        }
        return out.toString();
    }

    /** Writes one value at {@code at} and returns where it ends. */
    int put(Field field, byte[] out, int at) {
        return switch (field) {
            case TS -> time(out, at);
            case ISO -> iso(out, at);
            case CLF -> clf(out, at);
            case SYS -> sys(out, at);
            case UID -> uid(out, at);
            case IN -> inside(out, at);
            case PORT -> number(1024 + random.nextInt(64_000), out, at);
            case NUM -> number(random.nextInt(1_000), out, at);
            case BIG -> number(random.nextInt(10_000_000), out, at);
            case WORD -> one(words, out, at);
            case USER -> one(users, out, at);
            case PATH -> one(paths, out, at);
            case AGENT -> one(agents, out, at);
            case METHOD -> one(methods, out, at);
            case STATUS -> one(statuses, out, at);
            case QTYPE -> one(types, out, at);
            case ADDR -> one(addresses, out, at);
            case HOST -> one(hosts, out, at);
            case URL -> url(out, at);
            case MD5 -> hex(32, out, at);
            case SHA1 -> hex(40, out, at);
            case SHA256 -> hex(64, out, at);
            case MAIL -> mail(out, at);
            case FILE -> one(files, out, at);
            case PROSE -> one(prose, out, at);
        };
    }

    private int one(byte[][] values, byte[] out, int at) {
        return copy(values[random.nextInt(values.length)], out, at);
    }

    private static int copy(byte[] value, byte[] out, int at) {
        System.arraycopy(value, 0, out, at, value.length);
        return at + value.length;
    }

    private int url(byte[] out, int at) {
        int host = copy(random.nextInt(4) == 0 ? HTTP : HTTPS, out, at);
        return one(paths, out, one(hosts, out, host));
    }

    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);

    private int mail(byte[] out, int at) {
        int host = one(users, out, at);
        out[host] = '@';
        return one(hosts, out, host + 1);
    }

    private int uid(byte[] out, int at) {
        out[at] = 'C';
        long bits = random.nextLong();
        for (int i = 1; i < 17; i++) {
            out[at + i] = LETTERS[(int) (bits & 31)];
            bits = bits >>> 3 ^ bits << 61;
        }
        return at + 17;
    }

    private int hex(int digits, byte[] out, int at) {
        for (int i = 0; i < digits; i += 8) {
            int bits = random.nextInt();
            for (int k = 0; k < 8; k++) {
                out[at + i + k] = DIGITS[bits & 15];
                bits >>>= 4;
            }
        }
        return at + digits;
    }

    private int inside(byte[] out, int at) {
        int bits = random.nextInt();
        out[at] = '1';
        out[at + 1] = '0';
        out[at + 2] = '.';
        int next = number(bits & 31, out, at + 3);
        out[next] = '.';
        next = number(bits >>> 8 & 255, out, next + 1);
        out[next] = '.';
        return number(bits >>> 16 & 255, out, next + 1);
    }

    static int number(long value, byte[] out, int at) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return padded(value, digits, out, at);
    }

    private static int padded(long value, int digits, byte[] out, int at) {
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            out[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private long second() {
        micros += random.nextInt(2_000);
        return startSeconds + micros / 1_000_000;
    }

    private int time(byte[] out, int at) {
        int dot = number(second(), out, at);
        out[dot] = '.';
        return padded(micros % 1_000_000, 6, out, dot + 1);
    }

    /** The day is always the 25th: a gigabyte of lines is a few hours. */
    private int iso(byte[] out, int at) {
        int next = copy(DAY, out, at);
        next = clock(out, next);
        out[next] = '.';
        return padded(micros % 1_000_000, 6, out, next + 1);
    }

    private static final byte[] DAY = "2026-11-25T".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLF_DAY = "25/Nov/2026:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SYS_DAY = (MONTHS[0] + " 25 ").getBytes(StandardCharsets.US_ASCII);

    private int clf(byte[] out, int at) {
        return clock(out, copy(CLF_DAY, out, at));
    }

    private int sys(byte[] out, int at) {
        return clock(out, copy(SYS_DAY, out, at));
    }

    private int clock(byte[] out, int at) {
        long inDay = second() % SECONDS_A_DAY;
        int next = padded(inDay / 3600, 2, out, at);
        out[next] = ':';
        next = padded(inDay / 60 % 60, 2, out, next + 1);
        out[next] = ':';
        return padded(inDay % 60, 2, out, next + 1);
    }
}
