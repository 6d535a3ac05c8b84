package org.commonwatch.bench.scan;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * Ways to write an indicator that must be found, and ways that must not: {@code docs/formats/matching.md} as examples. Only
 * indicators whose parents, hosts and networks nobody lists are used, so that each hit is one row of the truth.
 */
final class Injections {
    private static final String[] DOTS = {"[.]", "(.)", "{.}", "[dot]", "(dot)", "[d0t]", "\\."};
    private static final String[] SCHEMES = {"hxxp", "hXXp", "h**p", "meow"};
    private static final String[] SEPARATORS = {"://", "[:]//", "[://]", "(:)//"};

    private final Random random;
    private final List<Injection> all = new ArrayList<>();

    /** @param alone names and addresses that are listed only as themselves, see {@link Vocabulary} */
    Injections(long seed, List<Listed> candidates, Set<Listed> alone) {
        this.random = new Random(seed);
        for (Listed listed : candidates) {
            if (alone.contains(listed)) {
                add(listed);
            }
        }
        java.util.Collections.shuffle(all, random);
    }

    List<Injection> hits() {
        return all.stream().filter(Injection::hit).toList();
    }

    List<Injection> nearMisses() {
        return all.stream().filter(it -> !it.hit()).toList();
    }

    private void add(Listed listed) {
        String value = listed.value();
        switch (listed.kind()) {
            case IPV4 -> {
                hit(listed, Slot.ADDRESS, "", value, "");
                hit(listed, Slot.PROSE, "from ", value, ":" + (1024 + random.nextInt(60_000)));
                hit(listed, Slot.PROSE, "seen ", value.replace(".", pick(DOTS)), ",");
                hit(listed, Slot.PROSE, "range 10.0.0.1-", value, "");
                hit(listed, Slot.PROSE, "proxy ::ffff:10.0.0.1 then ", "::ffff:" + value, " refused");
                miss(listed, Slot.PROSE, value + "." + random.nextInt(256));
                miss(listed, Slot.PROSE, "v" + value);
                miss(listed, Slot.PROSE, "0" + value);
                miss(listed, Slot.ADDRESS, value + "." + random.nextInt(256));
            }
            case IPV6 -> {
                hit(listed, Slot.ADDRESS, "", value, "");
                hit(listed, Slot.PROSE, "at [", value.toUpperCase(Locale.ROOT), "]:443");
                hit(listed, Slot.PROSE, "at ", value.replaceFirst("::", ":0:0:0:0:"), "%eth0");
                miss(listed, Slot.ADDRESS, value + ":" + random.nextInt(10));
                miss(listed, Slot.PROSE, "at x" + value);
            }
            case CIDR -> network(listed);
            case DOMAIN -> domain(listed);
            case URL -> url(listed);
            case EMAIL -> email(listed);
            case MD5 -> hash(listed, Slot.MD5);
            case SHA1 -> hash(listed, Slot.SHA1);
            case SHA256 -> hash(listed, Slot.SHA256);
            case SHA512 -> {
                hit(listed, Slot.PROSE, "sha512=", value, "");
                miss(listed, Slot.PROSE, "sha512=" + value + "0");
            }
            case FILENAME -> {
                hit(listed, Slot.FILE, "", value, "");
                hit(listed, Slot.PROSE, "ran ", value.toUpperCase(Locale.ROOT), ".");
                miss(listed, Slot.FILE, "x" + value);
                miss(listed, Slot.FILE, value + ".bak");
            }
            case LITERAL -> hit(listed, Slot.PROSE, "", value, "");
        }
    }

    private void network(Listed listed) {
        String value = listed.value();
        String first = value.substring(0, value.indexOf('/'));
        if (first.indexOf(':') >= 0) {
            hit(listed, Slot.ADDRESS, "", first + "f" + random.nextInt(1000), "");
            miss(listed, Slot.PROSE, "net " + first.replace("2001:db8", "2001:db7") + "1");
        } else {
            hit(listed, Slot.ADDRESS, "", first.replaceFirst("0$", String.valueOf(1 + random.nextInt(60))), "");
            miss(
                    listed,
                    Slot.ADDRESS,
                    first.replaceFirst("198\\.18\\.", "198.17.").replaceFirst("0$", "9"));
        }
    }

    private void domain(Listed listed) {
        String value = listed.value();
        hit(listed, Slot.HOST, "", value, "");
        hit(listed, Slot.HOST, "", IndicatorSets.word(random, 5) + "." + value, "");
        hit(listed, Slot.PROSE, "resolved ", value.toUpperCase(Locale.ROOT), ".");
        hit(listed, Slot.PROSE, "blocked ", value.replace(".", pick(DOTS)), " (policy)");
        hit(listed, Slot.PROSE, "url=http%3A%2F%2F", value, "%2Findex");
        hit(listed, Slot.URL, "https://", value, "/" + IndicatorSets.word(random, 6));
        if (value.startsWith("xn--")) {
            hit(listed, Slot.PROSE, "host ", IDN.toUnicode(value), " looked up");
            hit(listed, Slot.PROSE, "host ", IDN.toUnicode(value).toUpperCase(Locale.ROOT), " looked up");
        }
        miss(listed, Slot.HOST, "not" + value);
        miss(listed, Slot.HOST, value + ".example.invalid");
        miss(listed, Slot.HOST, value + "-x");
        miss(listed, Slot.PROSE, value.replaceFirst("\\.", "..") + "-");
        miss(listed, Slot.PROSE, value.replace(".", " dot ") + ",");
    }

    private void url(Listed listed) {
        String value = listed.value();
        int host = value.indexOf("://") + 3;
        int path = value.indexOf('/', host);
        String rest = value.substring(path);
        hit(listed, Slot.URL, "", value, "");
        hit(listed, Slot.PROSE, "(", value.substring(0, path).toUpperCase(Locale.ROOT) + rest, ").");
        if (value.startsWith("http://")) {
            hit(listed, Slot.PROSE, "see ", value.substring(0, path) + ":80" + rest + "#top", "");
            String defanged = pick(SCHEMES)
                    + pick(SEPARATORS)
                    + value.substring(host, path).replace(".", pick(DOTS))
                    + rest;
            hit(listed, Slot.PROSE, "ioc ", defanged, "");
            hit(listed, Slot.PROSE, "{\"u\":\"", value.replace("/", "\\/"), "\"}");
        }
        miss(listed, Slot.URL, value + "x");
        miss(listed, Slot.URL, value.substring(0, path) + ":8081" + rest);
        miss(listed, Slot.PROSE, value.substring(0, path) + "/x" + rest);
    }

    private void email(Listed listed) {
        String value = listed.value();
        hit(listed, Slot.EMAIL, "", value, "");
        hit(listed, Slot.PROSE, "user=", value.toUpperCase(Locale.ROOT), ",");
        hit(
                listed,
                Slot.PROSE,
                "mail ",
                value.replace("@", "[at]").replace(".", "[.]").replaceFirst("\\[\\.]", "."),
                "");
        miss(listed, Slot.EMAIL, "x" + value);
        miss(listed, Slot.EMAIL, value + ".example.invalid");
    }

    private void hash(Listed listed, Slot slot) {
        hit(listed, slot, "", listed.value(), "");
        hit(listed, Slot.PROSE, "digest(", listed.value().toUpperCase(Locale.ROOT), ")");
        miss(listed, slot, listed.value() + "a");
        miss(listed, slot, listed.value().substring(1));
        miss(listed, Slot.PROSE, "digest(x" + listed.value() + ")");
    }

    private String pick(String[] words) {
        return words[random.nextInt(words.length)];
    }

    private void hit(Listed listed, Slot slot, String before, String token, String after) {
        all.add(new Injection(listed, slot, before, token, after, true));
    }

    private void miss(Listed listed, Slot slot, String written) {
        all.add(new Injection(listed, slot, "", written, "", false));
    }
}
