package org.commonwatch.stix.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

class LinesTest {
    private interface Run {
        long run(InputStream in, OutputStream out) throws IOException;
    }

    private static String answers(Run run, long refused, byte[] in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(refused, run.run(new ByteArrayInputStream(in), out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String answers(Run run, long refused, String in) throws IOException {
        return answers(run, refused, in.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void judgesEachPatternOnItsLine() throws IOException {
        String in = """
                "[file:name='\\u00fcber.exe']"
                "[file:size = ]"
                {"a":1,"a":2}

                17
                "[a:b=1]" "x"
                "[a:b = '\\ud83d']"
                "[a:b=1]"\
                """;
        String out = """
                {"ok":true,"canonical":"[file:name = 'über.exe']"}
                {"ok":false,"position":13,"message":"expected a value after '=', found ']'"}
                {"ok":false,"position":0,"message":"The property stands twice in one object."}
                {"ok":false,"position":0,"message":"There is nothing here; a JSON value was expected."}
                {"ok":false,"position":0,"message":"A JSON string was expected."}
                {"ok":false,"position":0,"message":"More follows after the JSON value ended."}
                {"ok":false,"position":0,"message":"A string holds half of a surrogate pair."}
                {"ok":true,"canonical":"[a:b = 1]"}
                """;
        assertEquals(out, answers(PatternLines::run, 6, in));
        assertEquals("", answers(PatternLines::run, 0, ""));
    }

    @Test
    void passesOverLinesThatAreTooLong() throws IOException {
        String in = "\"" + "a".repeat(PatternLines.LINE_BYTES_MAX) + "\"\n\"[a:b=1]\"\n";
        String[] out = answers(PatternLines::run, 1, in).split("\n");
        assertTrue(out[0].contains("longer than"), out[0]);
        assertEquals("{\"ok\":true,\"canonical\":\"[a:b = 1]\"}", out[1]);
    }

    @Test
    void matchesBothShapesOfObservedData() throws IOException {
        String times = "\"first_observed\":\"2026-01-31T12:00:00Z\",\"last_observed\":\"2026-01-31T12:00:00Z\",";
        String old = "{\"type\":\"observed-data\",\"id\":\"observed-data--1\"," + times
                + "\"number_observed\":1,\"objects\":{\"0\":{\"type\":\"domain-name\",\"value\":\"example.com\","
                + "\"resolves_to_refs\":[\"1\"]},\"1\":{\"type\":\"ipv4-addr\",\"value\":\"192.0.2.1\"}}}";
        String refs = "{\"type\":\"observed-data\",\"id\":\"observed-data--2\"," + times
                + "\"number_observed\":1,\"object_refs\":[\"network-traffic--1\",\"ipv4-addr--9\"]}";
        String bundle = "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" + refs
                + ",{\"type\":\"network-traffic\",\"id\":\"network-traffic--1\",\"dst_ref\":\"ipv4-addr--2\"}"
                + ",{\"type\":\"ipv4-addr\",\"id\":\"ipv4-addr--2\",\"value\":\"198.51.100.7\"}]}";
        String in = "{\"pattern\":\"[domain-name:resolves_to_refs[*].value ISSUBSET '192.0.2.0/24']\",\"observed\":["
                + old
                + "]}\n"
                + "{\"pattern\":\"[network-traffic:dst_ref.value = '198.51.100.7']\",\"observed\":" + bundle + "}\n"
                + "{\"pattern\":\"[network-traffic:dst_ref.value = '198.51.100.7'] AND [domain-name:value = 'example.com']\","
                + "\"observed\":[" + old + "," + bundle + "]}\n"
                + "{\"pattern\":\"[ipv4-addr:value = '198.51.100.7']\",\"observed\":[" + bundle + "]}\n"
                + "{\"pattern\":\"[a:b]\",\"observed\":[]}\n"
                + "{\"pattern\":\"[a:b = 1]\",\"observed\":["
                + old.replace("\"number_observed\":1", "\"number_observed\":0")
                + "]}\n"
                + "{\"pattern\":\"[a:b MATCHES '(?=x)']\",\"observed\":[]}\n"
                + "{\"pattern\":\"[a:b = 1]\"}\n"
                + "[1,2\n"
                + "{\"pattern\":\"[a:b = 1]\",\"observed\":[]}";
        String[] out = answers(MatchLines::run, 5, in).split("\n");
        assertEquals("{\"match\":true,\"ids\":[\"observed-data--1\"]}", out[0]);
        assertEquals("{\"match\":true,\"ids\":[\"observed-data--2\"]}", out[1]);
        assertEquals("{\"match\":true,\"ids\":[\"observed-data--1\",\"observed-data--2\"]}", out[2]);
        assertEquals("{\"match\":false,\"ids\":[]}", out[3], "referenced, but not itself observed");
        assertEquals(
                "{\"ok\":false,\"position\":4,\"message\":\"expected an operator such as =, !=, <, IN, LIKE or MATCHES"
                        + " after 'b', found ']'\"}",
                out[4]);
        assertEquals(
                "{\"ok\":false,\"path\":\"/observed/0/number_observed\",\"message\":\"number_observed must be a whole number"
                        + " of at least 1. (found: 0)\"}",
                out[5]);
        assertTrue(out[6].contains("cannot be run in linear time"), out[6]);
        assertTrue(out[7].startsWith("{\"ok\":false,\"path\":\"/observed\""), out[7]);
        assertTrue(out[8].startsWith("{\"ok\":false,\"path\":\"line 1 column"), out[8]);
        assertEquals("{\"match\":false,\"ids\":[]}", out[9]);
        assertEquals(10, out.length);
    }

    @Test
    void answersEveryLineOfNoise() throws IOException {
        String seed =
                "{\"pattern\":\"[x:v = 1] AND [x:w LIKE 'a%']\",\"observed\":[{\"type\":\"observed-data\",\"id\":\"o\","
                        + "\"first_observed\":\"2026-01-31T12:00:00Z\",\"last_observed\":\"2026-01-31T12:00:00Z\","
                        + "\"number_observed\":1,\"objects\":{\"0\":{\"type\":\"x\",\"v\":1,\"to_refs\":[\"0\",null,[]]}}}]}";
        for (long number = 0; number < 3_000; number++) {
            Random random = new Random(number);
            byte[] line = seed.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(6); i > 0; i--) {
                int at = random.nextInt(line.length);
                line[at] = random.nextBoolean() ? line[random.nextInt(line.length)] : (byte) random.nextInt(256);
                if (line[at] == '\n') {
                    line[at] = '[';
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MatchLines.run(new ByteArrayInputStream(line), out);
            assertEquals(1, out.toString(StandardCharsets.UTF_8).lines().count(), "seed " + number);
        }
    }

    @Test
    void laterVersionOfAnObservationCounts() throws Refused {
        String times = "\"first_observed\":\"2026-01-31T12:00:00Z\",\"last_observed\":\"2026-01-31T12:00:00Z\"";
        String versions =
                "[{\"type\":\"observed-data\",\"id\":\"o\",\"modified\":\"2026-02-02T00:00:00Z\",\"number_observed\":2,"
                        + times + "},{\"type\":\"observed-data\",\"id\":\"o\",\"modified\":\"2026-02-01T00:00:00Z\","
                        + "\"number_observed\":1," + times + "}]";
        List<Observation> read = ObservedData.read(Sightings.json(versions));
        assertEquals(List.of(2L), read.stream().map(Observation::count).toList());
    }
}
