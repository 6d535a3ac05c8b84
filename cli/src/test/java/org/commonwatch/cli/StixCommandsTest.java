package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonwatch.cli.console.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STIX on the command line, without a node. */
class StixCommandsTest {
    private static final String GOOD = """
            {"type":"bundle","id":"bundle--5f0f1c9e-6d0f-4a6e-9f2f-3c1b1d9f0b11","objects":[
             {"type":"indicator","spec_version":"2.1","id":"indicator--0f9c3c9a-3f7b-4d64-8f0e-6a8f3c9d8a10",
              "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Documentation address",
              "indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '192.0.2.1']","pattern_type":"stix",
              "valid_from":"2026-01-01T00:00:00Z"}]}""";

    @TempDir
    Path folder;

    @Test
    void findsNothingWrongInGoodStix() throws IOException {
        Files.writeString(folder.resolve("good.json"), GOOD);
        Shell.Said said = new Shell(folder).run("stix", "check", "good.json");
        assertEquals(Exit.DONE, said.code(), said.out());
        assertEquals("", said.out());
        assertEquals("good.json: 1 objects, 0 problems, 0 pieces of advice\n", said.err());
    }

    @Test
    void namesPathRuleAndValue() {
        String bad =
                GOOD.replace("192.0.2.1'", "192.0.2.1").replace("\"2026-01-01T00:00:00Z\"", "\"yesterday\\u001b[2J\"");
        Shell.Said said = new Shell(folder).input(bad).run("stix", "check", "-");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("indicator--0f9c3c9a-3f7b-4d64-8f0e-6a8f3c9d8a10 /pattern: "), said.out());
        assertTrue(
                said.out().contains("/valid_from: ") && said.out().contains("(found: yesterday\\x1b[2J)"), said.out());
        Shell.Said json = new Shell(folder).input(bad).run("stix", "check", "--json", "-");
        assertEquals(Exit.REFUSED, json.code());
        assertEquals(3, json.out().lines().count(), json.out());
        assertTrue(json.out().lines().limit(2).allMatch(line -> line.contains("\"rule\":\"stix-")), json.out());
        assertTrue(
                json.out().endsWith("\"objects\":1,\"broken\":0,\"musts\":2,\"shoulds\":0,\"complete\":true}\n"),
                json.out());
    }

    @Test
    void refusesWhatIsNotJson() {
        Shell.Said said = new Shell(folder).input(GOOD.substring(0, 200)).run("stix", "check", "-");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("reading stopped before the end"), said.err());
    }

    @Test
    void answersPatternsLineByLine() {
        Shell.Said said = new Shell(folder)
                .input("\"[ipv4-addr:value='192.0.2.1']\"\nnonsense\n\"[a:b = ]\"\n")
                .run("stix", "pattern", "-");
        assertEquals(Exit.REFUSED, said.code());
        var lines = said.out().lines().toList();
        assertEquals("{\"ok\":true,\"canonical\":\"[ipv4-addr:value = '192.0.2.1']\"}", lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"ok\":false,\"position\":0,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("{\"ok\":false,\"position\":7,"), lines.get(2));
    }

    @Test
    void matchesLineByLine() {
        String observed = """
                {"type":"observed-data","spec_version":"2.1","id":"observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf",\
                "created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","first_observed":"2026-01-01T00:00:00Z",\
                "last_observed":"2026-01-01T00:00:00Z","number_observed":1,\
                "objects":{"0":{"type":"ipv4-addr","value":"192.0.2.1"}}}""";
        String input = "{\"pattern\":\"[ipv4-addr:value = '192.0.2.1']\",\"observed\":[" + observed + "]}\n"
                + "{\"pattern\":\"[ipv4-addr:value = '192.0.2.2']\",\"observed\":[" + observed + "]}\n";
        Shell.Said said = new Shell(folder).input(input).run("stix", "match", "-");
        assertEquals(Exit.DONE, said.code(), said.out());
        assertEquals("""
                {"match":true,"ids":["observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf"]}
                {"match":false,"ids":[]}
                """, said.out());
    }
}
