package org.commonwatch.matching.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PatternPlanTest {
    private static final String MD5 = "00112233445566778899aabbccddeeff";
    private static final Path ROOT = Path.of(System.getProperty("commonwatch.root", ".."));

    /** A pattern, and how it is matched. */
    private static final String[][] CASES = {
        {"[ipv4-addr:value = '198.51.100.7']", "ipv4:198.51.100.7"},
        {"[ipv4-addr:value = '198.51.100.7/24']", "cidr:198.51.100.0/24"},
        {"[ipv6-addr:value = '2001:DB8::1']", "ipv6:2001:db8::1"},
        {
            "[domain-name:value = 'Evil.Example.' OR url:value = 'HTTP://Evil.Example/X']",
            "domain:evil.example url:http://evil.example/X"
        },
        {
            "[domain-name:value IN ('a.example', 'b.example')] OR [email-addr:value = 'x@a.example']",
            "domain:a.example domain:b.example email:x@a.example"
        },
        {"[file:hashes.'MD5' = '" + MD5 + "' OR file:hashes.md5 = '" + MD5.toUpperCase(Locale.ROOT) + "']", "md5:" + MD5
        },
        {"[process:image_ref.hashes.MD5 = '" + MD5 + "']", "md5:" + MD5},
        {
            "[network-traffic:dst_ref.value = '198.51.100.7' OR network-traffic:dst_ref.value = 'evil.example']",
            "ipv4:198.51.100.7 domain:evil.example"
        },
        {"[url:value = 'evil.example/x']", "url:http://evil.example/x url:https://evil.example/x"},
        {"[email-message:from_ref.value = 'x@a.example']", "email:x@a.example"},
        {"[file:name = 'Evil.exe']", "filename:evil.exe"},
        {"[file:size = 5 OR file:name = 'evil.exe']", "filename:evil.exe ignoring file:size"},
        {"[file:name = 'evil']", "window PT0S"},
        {"[file:name = 'evil' OR file:name = 'evil.exe']", "window PT0S"},
        {"[network-traffic:dst_port = 4444]", "window PT0S"},
        {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']", "window PT0S"},
        {"[domain-name:value != 'a.example']", "window PT0S"},
        {"[file:name = 'a.exe' AND file:hashes.MD5 = '" + MD5 + "']", "window PT0S"},
        {"[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']", "window PT24H"},
        {"([domain-name:value = 'a.example'] FOLLOWEDBY [url:value LIKE '%x']) WITHIN 90 SECONDS", "window PT1M30S"},
        {"[domain-name:value = 'a.example'] REPEATS 5 TIMES WITHIN 600 SECONDS", "window PT10M"},
        {"[EXISTS network-traffic:src_ref]", "window PT0S"},
        {"[file:size = 5]", "NOT_SEEN: It needs file:size, which no source sends."},
        {"[file:name = 'a.exe' AND file:size = 5]", "NOT_SEEN: It needs file:size, which no source sends."},
        {
            "[domain-name:value = 'a.example'] AND [mutex:name = 'm']",
            "NOT_SEEN: It needs mutex:name, which no source sends."
        },
        {"[file:hashes.SSDEEP = 'x']", "NOT_SEEN: It needs file:hashes.SSDEEP, which no source sends."},
        {
            "[domain-name:value = 'a.example'] REPEATS 513 TIMES",
            "TOO_LARGE: It needs 513 observations at once; 512 are kept."
        },
        {
            "([domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']) WITHIN 2592001 SECONDS",
            "TOO_LARGE: It looks further back than 30 days."
        },
        {"[url:value MATCHES '(?=a)b']", "TOO_LARGE"},
        {"[not a pattern", "MALFORMED"},
    };

    @Test
    void saysHowEachIsMatched() {
        for (String[] each : CASES) {
            String said = told(PatternPlan.of("stix", each[0]));
            assertTrue(each[1].length() < 12 ? said.startsWith(each[1]) : said.equals(each[1]), each[0] + ": " + said);
        }
    }

    @Test
    void otherLanguagesAreNotRun() {
        assertEquals(
                "LANGUAGE: Patterns of type yara are not run; only STIX patterns are.",
                told(PatternPlan.of("yara", "rule x { condition: true }")));
    }

    private static String told(PatternPlan plan) {
        return switch (plan) {
            case PatternPlan.Indexed(List<PatternPlan.Value> values, List<String> ignored) ->
                String.join(
                                " ",
                                values.stream()
                                        .map(v -> v.kind().word() + ":" + v.text())
                                        .toList())
                        + (ignored.isEmpty() ? "" : " ignoring " + String.join(" ", ignored));
            case PatternPlan.Windowed(Window window) -> "window " + window.span();
            case PatternPlan.NotMatched(PatternPlan.Reason reason, String sentence) -> reason + ": " + sentence;
        };
    }

    @Test
    void pathsAreThoseOfThePage() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/formats/telemetry.md"));
        int from = page.indexOf("## Fields in STIX");
        Matcher paths =
                Pattern.compile("`([a-z0-9-]+:[^`]+)`").matcher(page.substring(from, page.indexOf("\n## ", from + 1)));
        Set<String> told = new TreeSet<>();
        while (paths.find()) {
            told.add(paths.group(1));
        }
        assertEquals(told, new TreeSet<>(SeenPaths.PATHS));
    }

    @Test
    void publishedPatternsAreSortedAsBefore() throws IOException, Refused {
        Path file = ROOT.resolve("../shared/data/patterns/unit42-patterns.jsonl.gz");
        Assumptions.assumeTrue(Files.exists(file), "the shared data is not here: " + file);
        Map<String, Integer> counts = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text =
                        BoundedJson.parse(line.getBytes(StandardCharsets.UTF_8)).textValue();
                String kind = switch (PatternPlan.of("stix", text)) {
                    case PatternPlan.Indexed _ -> "indexed";
                    case PatternPlan.Windowed _ -> "windowed";
                    case PatternPlan.NotMatched not -> not.reason().toString();
                };
                counts.merge(kind, 1, Integer::sum);
            }
        }
        assertEquals(Map.of("indexed", 4_015, "windowed", 275, "NOT_SEEN", 19, "MALFORMED", 4), counts);
    }
}
