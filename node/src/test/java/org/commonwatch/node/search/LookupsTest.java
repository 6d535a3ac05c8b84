package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.commonwatch.stix.StixObject;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupsTest {
    @TempDir
    Path folder;

    private SearchFixture node;

    @BeforeEach
    void open() {
        node = new SearchFixture(folder);
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** What is stored, by name. */
    private static final String[][] STORED = {
        {"address", "[ipv4-addr:value = '198.51.100.7']"},
        {"network", "[ipv4-addr:value = '198.51.100.0/24']"},
        {"watched", "[ipv4-addr:value ISSUBSET '198.51.0.0/16']"},
        {"six", "[ipv6-addr:value = '2001:db8:0:0::7']"},
        {"six-network", "[ipv6-addr:value = '2001:db8::/48']"},
        {"name", "[domain-name:value = 'Evil.Example']"},
        {"sub", "[domain-name:value = 'www.evil.example']"},
        {"wild", "[domain-name:value = '*.wild.example']"},
        {"url", "[url:value = 'http://evil.example/kit/login?x=1']"},
        {"folder", "[url:value = 'http://evil.example/kit/']"},
        {"ip-url", "[url:value = 'http://198.51.100.7:8080/x']"},
        {"mail", "[email-addr:value = 'boss@evil.example']"},
        {"md5", "[file:hashes.MD5 = '44D88612FEA8A8F36DE82E1278ABB02F']"},
        {"script", "[file:name = 'setup.py']"},
        {"mutex", "[mutex:name = 'Global\\\\\\\\One Two']"},
        {"either", "[domain-name:value IN ('one.example', 'two.example')]"},
        {"path", "[file:name = '%windir%\\\\Temp\\\\Dropped.exe']"},
        {"as", "[autonomous-system:number = 64496]"},
        {"not", "[domain-name:value != 'good.example']"},
    };

    private static final String[][] ASKED = {
        {"198.51.100.7", "ipv4", "exact address, contains network, contains watched, prefix ip-url"},
        {"198[.]51[.]100[.]7", "ipv4", "exact address, contains network, contains watched, prefix ip-url"},
        {"198.51.100.8", "ipv4", "contains network, contains watched"},
        {"198.51.101.8", "ipv4", "contains watched"},
        {"198.52.0.1", "ipv4", ""},
        {"198.51.100.0/24", "cidr", "exact network, contains watched, within address"},
        {"198.51.100.0/25", "cidr", "contains network, contains watched, within address"},
        {"198.0.0.0/8", "cidr", "within address, within network, within watched"},
        {"0.0.0.0/0", "cidr", "within address, within network, within watched"},
        {"2001:DB8::7", "ipv6", "exact six, contains six-network"},
        {"2001:db8::/32", "cidr", "within six, within six-network"},
        {"evil.example", "domain", "exact name, prefix folder, prefix mail, prefix url, within sub"},
        {"evil(dot)example", "domain", "exact name, prefix folder, prefix mail, prefix url, within sub"},
        {"WWW.EVIL.EXAMPLE.", "domain", "exact sub, parent name"},
        {"a.b.evil.example", "domain", "parent name"},
        {"notevil.example", "domain", ""},
        {"a.wild.example", "domain", "parent wild"},
        {"hxxp://evil[.]example/kit/login?x=1", "url", "exact url, parent folder, parent name"},
        {"http://evil.example/%6bit/login?x=1#top", "url", "exact url, parent folder, parent name"},
        {"http://evil.example:80/kit/", "url", "exact folder, parent name, prefix url"},
        {"http://evil.example/kit/other", "url", "parent folder, parent name"},
        {"https://evil.example/kit/", "url", "parent name"},
        {"http://www.evil.example/", "url", "parent name, parent sub"},
        {"http://198.51.100.7/", "url", "contains network, contains watched, parent address"},
        {"BOSS@evil.example", "email", "exact mail, parent name"},
        {"44d88612fea8a8f36de82e1278abb02f", "md5", "exact md5"},
        {"setup.py", "filename", "exact script"},
        {"DROPPED.exe", "filename", "exact path"},
        {"C:\\Other\\dropped.exe", "filename", "exact path"},
        {"AS64496", "asn", "exact as"},
        {"Global\\\\One Two", "text", "exact mutex"},
        {"two.example", "domain", "exact either"},
        {"good.example", "domain", ""},
        {"", "text", ""},
        {"no value at all \u0000", "text", ""},
    };

    @Test
    void findsEverySpellingAndEveryRelative() {
        List<StixObject> objects = new ArrayList<>();
        for (String[] stored : STORED) {
            objects.add(SearchFixture.indicator("indicator--" + UUID.randomUUID(), stored[0], stored[1]));
        }
        node.put(node.home(), "test", objects.toArray(StixObject[]::new));
        for (String[] asked : ASKED) {
            Lookups.Result result = lookUp(asked[0]);
            assertEquals(
                    asked[0] + " " + asked[1] + ": " + sorted(asked[2]),
                    asked[0] + " " + result.kind() + ": " + text(result));
        }
    }

    @Test
    void showsWhatMatchedAndOnWhichListTheValueIs() {
        node.put(
                node.home(),
                "test",
                SearchFixture.indicator(
                        "indicator--" + UUID.randomUUID(), "n", "[ipv4-addr:value = '198.51.100.0/24']"));
        Lookups.Result result = lookUp("198.51.100.9");
        assertEquals("198.51.100.0/24", result.matches().getFirst().matched());
        assertEquals("none", result.matches().getFirst().tlp());
        assertTrue(result.flags().stream().anyMatch(flag -> flag.value().equals("198.51.100.9")), result.toString());
    }

    @Test
    void asksTheGate() {
        node.put(
                node.home(),
                "test",
                SearchFixture.indicator("indicator--" + UUID.randomUUID(), "n", "[domain-name:value = 'own.example']"));
        assertTrue(node.lookups
                .of(List.of("own.example"), SearchFixture.gate(SearchFixture.PARTNER))
                .getFirst()
                .matches()
                .isEmpty());
    }

    /** Random networks and addresses against a comparison of each with each. */
    @Test
    void agreesWithANaiveTwinOnContainment() {
        long seed = 42;
        Random random = new Random(seed);
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            stored.add(
                    random.nextBoolean()
                            ? address(random)
                            : IpRange.parse(address(random) + "/" + (14 + random.nextInt(18)))
                                    .orElseThrow()
                                    .text());
        }
        List<StixObject> objects = stored.stream()
                .distinct()
                .map(value -> SearchFixture.indicator(
                        "indicator--" + UUID.randomUUID(), value, "[ipv4-addr:value = '" + value + "']"))
                .toList();
        node.put(node.home(), "test", objects.toArray(StixObject[]::new));
        for (int i = 0; i < 300; i++) {
            String asked = random.nextBoolean()
                    ? address(random)
                    : IpRange.parse(address(random) + "/" + (14 + random.nextInt(18)))
                            .orElseThrow()
                            .text();
            TreeSet<String> expected = new TreeSet<>();
            IpRange question = range(asked);
            for (String value : stored) {
                IpRange range = range(value);
                if (range.equals(question)) {
                    expected.add("exact " + value);
                } else if (range.contains(question)) {
                    expected.add("contains " + value);
                } else if (question.contains(range)) {
                    expected.add("within " + value);
                }
            }
            assertEquals(String.join(", ", expected), text(lookUp(asked)), "seed " + seed + ", asked " + asked);
        }
    }

    private static String sorted(String list) {
        return String.join(", ", Stream.of(list.split(", ")).sorted().toList());
    }

    private static String address(Random random) {
        return new IpAddress(false, 0, 0xc633_0000L + random.nextInt(1 << 18)).text();
    }

    private static IpRange range(String text) {
        return IpRange.parse(text.indexOf('/') < 0 ? text + "/32" : text).orElseThrow();
    }

    private Lookups.Result lookUp(String value) {
        return node.lookups
                .of(List.of(value), SearchFixture.gate(SearchFixture.OWNER))
                .getFirst();
    }

    private static String text(Lookups.Result result) {
        return String.join(
                ", ",
                result.matches().stream()
                        .map(match -> match.how().word() + " " + match.title())
                        .sorted()
                        .toList());
    }
}
