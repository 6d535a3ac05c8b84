package org.commonwatch.intake.warninglist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WarningListsTest {
    private static final Path SHARED = Path.of(System.getProperty("commonwatch.root"), "../shared/data");

    private static WarningLists lists(String... jsons) throws Refused {
        WarningLists.Builder builder = new WarningLists.Builder();
        for (String json : jsons) {
            builder.add(WarningList.parse(json.getBytes(UTF_8)));
        }
        return builder.build();
    }

    private static String list(String kind, String attributes, String entries) {
        return "{\"name\":\"" + kind + "\",\"type\":\"" + kind + "\",\"matching_attributes\":[" + attributes
                + "],\"list\":[" + entries + "]}";
    }

    private static String on(WarningLists lists, String value) {
        return String.join(
                " ",
                lists.on(Values.classify(value).orElseThrow()).stream()
                        .map(WarningList::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            192.0.2.1,                   cidr
            192.0.2.0/25,                cidr
            192.0.0.0/16,                ''
            198.51.100.1,                ''
            2001:db8:1::5,               cidr
            ::ffff:192.0.2.77,           cidr
            http://192.0.2.5/a,          cidr
            evil.example,                string
            www.evil.example,            ''
            sub.host.example,            hostname
            host.example,                hostname
            nothost.example,             ''
            http://a.host.example:8/x,   hostname
            x-needle-y.example,          substring
            abcd.example,                substring
            user@shop.example,           regex
            user@bank.example,           ''
            """)
    void comparesByKind(String value, String expected) throws Refused {
        WarningLists lists = lists(
                list("cidr", "", "\"192.0.2.0/24\",\"2001:DB8::/32\",\"::ffff:203.0.113.9\""),
                list("string", "\"domain\"", "\"Evil.Example\""),
                list("hostname", "\"domain\",\"url\"", "\".host.example\""),
                list("substring", "", "\"needle\",\"bcd\",\"abcde\""),
                list("regex", "\"email-src\"", "\"/^.*@SHOP\\\\.example$/i\""));
        assertEquals(expected, on(lists, value));
    }

    @Test
    void attributesLimitWhatIsAsked() throws Refused {
        WarningLists lists = lists(list("substring", "\"email-src\"", "\"evil\""));
        assertEquals("", on(lists, "evil.example"));
        assertEquals("substring", on(lists, "evil@a.example"));
    }

    @Test
    void unsupportedEntriesAreReportedAndTheRestWorks() throws Refused {
        WarningLists lists = lists(list("regex", "", "\"/(a)\\\\1/\",\"/^good/\""), list("cidr", "", "\"nonsense\""));
        assertEquals(
                List.of("list-regex", "list-entry"),
                lists.problems().stream().map(Refusal::code).toList());
        assertEquals("regex", on(lists, "good.example"));
    }

    @Test
    void malformedListsAreRefused() {
        for (String json : new String[] {
            "[]",
            "{}",
            "{\"name\":\"x\",\"list\":{}}",
            "{\"name\":\"x\",\"type\":\"y\",\"list\":[]}",
            "{\"name\":\"x\",\"list\":[[]]}",
            "{\"list\":[]}",
            "nonsense"
        }) {
            assertThrows(Refused.class, () -> WarningList.parse(json.getBytes(UTF_8)), json);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,Special-purpose IPv4 addresses",
        "8.8.8.8,Well-known public DNS resolvers",
        "fe80::1,Special-purpose IPv6 addresses",
        "evil.example,Special-use domain names"
    })
    void builtInListsAnswer(String value, String name) {
        assertEquals(name, on(WarningLists.builtIn(), value));
    }

    /** The automaton and the tables against comparing with every entry, on small alphabets where everything overlaps. */
    @Test
    void agreesWithComparingEveryEntry() throws Refused {
        long seed = 77;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<String> needles = new ArrayList<>();
            List<String> hosts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                needles.add(letters(random, 1 + random.nextInt(4)));
                hosts.add(letters(random, 1 + random.nextInt(2)) + ".example");
            }
            WarningLists lists = lists(
                    list("substring", "", "\"" + String.join("\",\"", needles) + "\""),
                    list("hostname", "", "\"" + String.join("\",\"", hosts) + "\""));
            for (int i = 0; i < 50; i++) {
                String name = letters(random, 1 + random.nextInt(6)) + "." + letters(random, 1 + random.nextInt(2))
                        + ".example";
                String expected = (needles.stream().anyMatch(name::contains) ? "substring " : "")
                        + (hosts.stream().anyMatch(h -> name.equals(h) || name.endsWith("." + h)) ? "hostname" : "");
                IndicatorValue value = IndicatorValue.of(ValueKind.DOMAIN, name);
                String found = String.join(
                        " ", lists.on(value).stream().map(WarningList::name).toList());
                assertEquals(expected.strip(), found, "seed " + seed + ": " + name + " in " + needles + hosts);
            }
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }

    @Test
    void publicCollectionLoadsAndAnswersQuickly() throws IOException {
        Path archive = SHARED.resolve("misp/warninglists.tar.gz");
        assumeTrue(Files.exists(archive), "skipped: no " + archive);
        WarningLists.Builder builder = new WarningLists.Builder();
        List<Refusal> refused = new ArrayList<>();
        List<WarningList> raw = new ArrayList<>();
        ListFiles.read(
                archive,
                (place, list) -> {
                    try {
                        builder.add(list);
                        raw.add(list);
                    } catch (Refused e) {
                        refused.add(e.refusal());
                    }
                },
                (place, refusal) -> refused.add(refusal));
        assertEquals(List.of(), refused);
        WarningLists lists = builder.build();
        assertEquals(136, lists.lists().size());
        List<IndicatorValue> values = new ArrayList<>();
        Path indicators = SHARED.resolve("indicators/indicators-1m.tsv.gz");
        assumeTrue(Files.exists(indicators), "skipped: no " + indicators);
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(indicators)), UTF_8))) {
            for (String line = in.readLine(); line != null && values.size() < 100_000; line = in.readLine()) {
                Values.classify(line.substring(line.indexOf('\t') + 1)).ifPresent(values::add);
            }
        }
        long start = System.nanoTime();
        int hits = 0;
        for (IndicatorValue value : values) {
            hits += lists.on(value).isEmpty() ? 0 : 1;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d values against 136 lists: %.2f s, %d on a list, %d entries unusable%n",
                values.size(),
                seconds,
                hits,
                lists.problems().size());
        assertTrue(hits > 0);
        checkSample(lists, raw, values);
    }

    /** A few hundred of the real answers against looking through every address block and string. */
    private static void checkSample(WarningLists lists, List<WarningList> raw, List<IndicatorValue> values) {
        for (int i = 0; i < values.size(); i += 5000) {
            IndicatorValue value = values.get(i);
            Optional<IpRange> range = value.kind() == ValueKind.IPV4 ? IpRange.parse(value.text()) : Optional.empty();
            for (WarningList list : raw) {
                boolean expected = list.kind() == WarningList.Kind.CIDR
                        && range.isPresent()
                        && list.entries().stream()
                                .anyMatch(e -> IpRange.parse(e)
                                        .filter(r -> r.contains(range.get()))
                                        .isPresent());
                boolean found = lists.on(value).stream().anyMatch(l -> l.name().equals(list.name()));
                if (list.kind() == WarningList.Kind.CIDR && list.attributes().contains("ip-dst")) {
                    assertEquals(expected, found, value + " on " + list.name());
                }
            }
        }
    }
}
