package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.pattern.PatternValues;
import org.commonwatch.values.IndicatorValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values are stored as postings, never as pairs: the table takes at most one and a half times the bytes of the values it
 * holds, on whatever mix of kinds.
 */
class ValueStorageTest {
    private static final double RATIO_MAX = 1.5;
    private static final int STATEMENT_OBJECTS = 1000;

    @TempDir
    Path folder;

    @Test
    void storesValuesOfManyKindsInOneAndAHalfTimesTheirBytes() {
        Random random = new Random(11);
        List<StixObject> objects = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            objects.add(indicator("[file:hashes.'SHA-256' = '" + HexFormat.of().formatHex(hash) + "']"));
            objects.add(indicator(
                    "[domain-name:value = 'host-" + random.nextInt() + ".evil" + random.nextInt(500) + ".example']"));
            objects.add(
                    indicator("[ipv4-addr:value = '203.0." + random.nextInt(256) + "." + random.nextInt(256) + "']"));
        }
        print("own mix", measure(objects));
    }

    @Test
    void storesRealValuesInOneAndAHalfTimesTheirBytes() throws IOException {
        List<StixObject> objects = SearchFixture.real("stix/eset");
        assumeFalse(objects.isEmpty(), "the real bundles are not on this machine");
        print("ESET bundles", measure(objects));
    }

    @Test
    @Tag("long")
    void storesManyRealValuesInOneAndAHalfTimesTheirBytes() throws IOException {
        Path file = SearchFixture.data("indicators/indicators-1m.tsv.gz");
        assumeFalse(!Files.exists(file), "the real indicators are not on this machine");
        List<StixObject> objects = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            for (int i = 0; line != null; i++) {
                if (i % 5 == 0) {
                    String[] columns = line.split("\t", 2);
                    path(columns[0])
                            .ifPresent(path -> objects.add(indicator("[" + path + " = '"
                                    + columns[1].replace("\\", "\\\\").replace("'", "\\'") + "']")));
                }
                line = lines.readLine();
            }
        }
        print("maltrail and ipsum", measure(objects));
    }

    private static java.util.Optional<String> path(String kind) {
        return java.util.Optional.ofNullable(
                switch (kind.toLowerCase(Locale.ROOT)) {
                    case "domain" -> "domain-name:value";
                    case "url" -> "url:value";
                    case "ipv4" -> "ipv4-addr:value";
                    case "md5" -> "file:hashes.MD5";
                    case "sha1" -> "file:hashes.'SHA-1'";
                    case "sha256" -> "file:hashes.'SHA-256'";
                    default -> null;
                });
    }

    private record Measured(long postings, long valueBytes, long tableBytes) {
        double ratio() {
            return (double) tableBytes / valueBytes;
        }
    }

    private Measured measure(List<StixObject> objects) {
        long bytes = 0;
        for (StixObject object : objects) {
            for (IndicatorValue value : IndicatorValues.of(object, new PatternValues())) {
                bytes += value.key().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        try (SearchFixture fixture = new SearchFixture(folder)) {
            for (int i = 0; i < objects.size(); i += STATEMENT_OBJECTS) {
                fixture.put(
                        fixture.home(), "test", objects.subList(i, Math.min(i + STATEMENT_OBJECTS, objects.size())));
            }
            long valueBytes = bytes;
            return fixture.node
                    .index()
                    .read(db -> new Measured(
                            db.number("SELECT count(*) FROM value"),
                            valueBytes,
                            db.number("SELECT sum(pgsize) FROM dbstat WHERE name = 'value'")));
        }
    }

    private static void print(String what, Measured measured) {
        System.out.printf(
                "%s: %d postings, values %d bytes, table %d bytes, ratio %.2f%n",
                what, measured.postings(), measured.valueBytes(), measured.tableBytes(), measured.ratio());
        assertTrue(measured.postings() > 0);
        assertTrue(measured.ratio() <= RATIO_MAX, "ratio " + measured.ratio());
    }

    private static StixObject indicator(String pattern) {
        return SearchFixture.indicator("indicator--" + UUID.randomUUID(), "An indicator", pattern);
    }
}
