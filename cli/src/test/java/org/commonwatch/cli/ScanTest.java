package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Terminal;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.LiveIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scanning files and making index files, as on a command line. */
class ScanTest {
    private static final String INDICATORS = """
        # kind, value
        ipv4\t192.0.2.1
        domain\tevil[.]example

        sha256\t275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f
        """;
    private static final String LOG = """
        Nov 25 10:00:00 GET http://a.evil.example/x
        nothing here
        Nov 25 10:00:01 from 192.0.2.1 to 192.0.2.11
        """;
    private static final String HITS = """
        access.log\t1\t27\tdomain\tevil.example\ta.evil.example
        access.log\t3\t78\tipv4\t192.0.2.1\t192.0.2.1
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("mine.tsv"), INDICATORS);
        Files.writeString(folder.resolve("access.log"), LOG);
    }

    private Shell.Said run(String line) {
        return new Shell(folder).run(line.split(" "));
    }

    @Test
    void printsHitsAsColumnsAndExitsWithOne() {
        Shell.Said said = run("scan --indicators mine.tsv access.log");
        assertEquals(HITS, said.out());
        assertEquals(Exit.REFUSED, said.code(), said.err());
        assertTrue(said.err().matches("2 hits in 3 lines, 102 B in [0-9.]+ s, [0-9.]+ GB/s\n"), said.err());
    }

    @Test
    void exitsWithZeroWhenNothingIsFound() throws IOException {
        Files.writeString(folder.resolve("quiet.log"), "192.0.2.11 notevil.example\n");
        Shell.Said said = run("scan --header --indicators mine.tsv quiet.log");
        assertEquals("file\tline\toffset\tkind\tindicator\ttoken\n", said.out());
        assertEquals(Exit.DONE, said.code(), said.err());
    }

    @Test
    void readsStandardInputGzipAndAnIndex() throws IOException {
        assertEquals(Exit.DONE, run("index build mine.tsv -o mine.idx").code());
        Shell.Said piped = new Shell(folder).input(LOG).run("scan", "--index", "mine.idx", "--threads", "1", "-");
        assertEquals(HITS.replace("access.log", "-"), piped.out());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(LOG.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("access.log.gz"), packed.toByteArray());
        assertEquals(
                HITS.replace("access.log", "access.log.gz"),
                run("scan --index mine.idx access.log.gz").out());
    }

    @Test
    void namesADamagedIndexInsteadOfFailing() throws IOException {
        assertEquals(Exit.DONE, run("index build mine.tsv -o mine.idx").code());
        // Every reference of the table, second in docs/formats/index.md, leads far behind the file's end.
        ByteBuffer index =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve("mine.idx"))).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) index.getLong(184 + 24 + 8);
        for (int slot = table; slot < table + index.getLong(184 + 24 + 16); slot += 8) {
            index.putInt(slot, index.getInt(slot) == 0 ? 0 : Integer.MAX_VALUE);
        }
        Files.write(folder.resolve("mine.idx"), index.array());
        Shell.Said said = run("scan --index mine.idx access.log");
        assertEquals(Exit.REFUSED, said.code(), said.err());
        assertTrue(said.err().contains("index-damaged"), said.err());
    }

    @Test
    void keepsFilesApart() throws IOException {
        Files.writeString(folder.resolve("b.log"), "evil.example");
        Shell.Said said = run("scan --indicators mine.tsv access.log b.log");
        assertEquals(HITS + "b.log\t1\t0\tdomain\tevil.example\tevil.example\n", said.out());
    }

    @Test
    void answersProgramsInJson() {
        Shell.Said said = run("scan --indicators mine.tsv --json access.log");
        List<String> lines = said.out().lines().toList();
        assertEquals(
                "{\"file\":\"access.log\",\"line\":1,\"offset\":27,\"kind\":\"domain\",\"indicator\":\"evil.example\","
                        + "\"token\":\"a.evil.example\",\"rule\":\"host_of\",\"id\":3}",
                lines.get(0));
        assertTrue(lines.get(2).startsWith("{\"hits\":2,\"lines\":3,\"bytes\":102,\"seconds\":"), lines.get(2));
        assertEquals("", said.err());
        assertEquals(
                lines.subList(0, 2),
                run("scan --indicators mine.tsv --format json access.log")
                        .out()
                        .lines()
                        .toList());
    }

    @Test
    void writesEqualIndicatorsOnceInColumns() throws IOException {
        Files.writeString(folder.resolve("twice.tsv"), "domain\tevil.example\ndomain\tEVIL.example\n");
        assertEquals(
                1, run("scan --indicators twice.tsv access.log").out().lines().count());
        assertEquals(
                2,
                run("scan --indicators twice.tsv --format json access.log")
                        .out()
                        .lines()
                        .count());
    }

    @Test
    void keepsColumnsWholeWhateverATokenHolds() throws IOException {
        Files.writeString(folder.resolve("odd.tsv"), "literal\ta\tb\u001b[2J\ndomain\tevil.example\n");
        Files.write(
                folder.resolve("odd.log"),
                "xa\tb\u001b[2Jy \u00ff.evil.example\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("""
            odd.log\t1\t1\tliteral\ta\\x09b\\x1b[2J\ta\\x09b\\x1b[2J
            odd.log\t1\t10\tdomain\tevil.example\t\\xff.evil.example
            """, run("scan --indicators odd.tsv odd.log").out());
        String json = run("scan --indicators odd.tsv --format json odd.log").out();
        assertTrue(json.contains("\"token\":\"a\\\\x09b\\\\x1b[2J\""), json);
    }

    @Test
    void keepsATerminalSafe() throws IOException {
        Files.writeString(folder.resolve("bidi.tsv"), "domain\tevil.example\n");
        Files.writeString(folder.resolve("bidi.log"), "\u202ex.evil.example\n");
        Shell.Said said = new Shell(folder)
                .terminal(new Terminal(false, true, true, 80))
                .run("scan", "--indicators", "bidi.tsv", "bidi.log");
        assertFalse(said.out().contains("\u202e"), said.out());
        assertTrue(said.out().contains("evil.example"), said.out());
    }

    @Test
    void comparesExactlyWithTheZeekProfile() {
        assertEquals(
                "access.log\t3\t78\tipv4\t192.0.2.1\t192.0.2.1\n",
                run("scan --profile zeek --indicators mine.tsv access.log").out());
    }

    @Test
    void namesBadLinesAndUsesTheRest() throws IOException {
        Files.writeString(
                folder.resolve("bad.tsv"),
                "domain evil.example\nhost\tx.example\nipv4\t1.2.3.400\n" + "ipv4\tx\n".repeat(30) + INDICATORS);
        Shell.Said said = run("scan --indicators bad.tsv access.log");
        assertEquals(HITS, said.out());
        List<String> complaints = said.err().lines().toList();
        assertEquals("bad.tsv:1: there is no tab between kind and value", complaints.get(0));
        assertTrue(complaints.get(1).startsWith("bad.tsv:2: 'host' is no kind; kinds are ipv4 ipv6 cidr"), said.err());
        assertTrue(complaints.get(2).matches("bad.tsv:3: .*ipv4.*1.2.3.400.*"), said.err());
        assertEquals(
                "bad.tsv: 33 lines were not understood and left out (the first 20 are shown); 3 used",
                complaints.get(20));
    }

    @Test
    void looksForWhatANodeLooksFor() throws Exception {
        try (LiveIndex live = LiveIndex.open(folder.resolve("home/matching/index"))) {
            live.add(new Indicator(MatchKind.DOMAIN, "evil.example", 7));
            live.add(new Indicator(MatchKind.IPV4, "192.0.2.1", 8));
            live.merge();
            live.remove(new Indicator(MatchKind.IPV4, "192.0.2.1", 8));
            live.add(new Indicator(MatchKind.IPV4, "192.0.2.11", 9));
            // While the node holds it open, and without touching it.
            Shell.Said said = run("scan --home home access.log");
            assertEquals("""
                access.log\t1\t27\tdomain\tevil.example\ta.evil.example
                access.log\t3\t96\tipv4\t192.0.2.11\t192.0.2.11
                """.replace("\t96\t", "\t" + LOG.indexOf("192.0.2.11") + "\t"), said.out());
            live.add(new Indicator(MatchKind.IPV4, "192.0.2.1", 10));
        }
        assertEquals(3, run("scan --home home access.log").out().lines().count());
        assertEquals(Exit.FAULT, run("scan --home nowhere access.log").code());
    }

    @Test
    void buildsInspectsAndAsksAnIndex() throws IOException {
        Shell.Said built = run("index build mine.tsv -o mine.idx");
        assertTrue(built.out().startsWith("mine.idx: 3 indicators, "), built.out());
        Shell.Said info = run("index info mine.idx --json");
        assertTrue(info.out().contains("\"indicators\":3") && info.out().contains("\"sha256\":1"), info.out());
        Shell.Said found = run("index lookup mine.idx EVIL[.]example 192.0.2.2");
        assertEquals("domain\tevil.example\t3\n", found.out());
        assertEquals(Exit.REFUSED, found.code());
        assertEquals(Exit.DONE, run("index lookup mine.idx 192.0.2.2").code());
        byte[] bytes = Files.readAllBytes(folder.resolve("mine.idx"));
        bytes[bytes.length - 9] ^= 1;
        Files.write(folder.resolve("mine.idx"), bytes);
        Shell.Said damaged = run("index info mine.idx");
        assertEquals(Exit.REFUSED, damaged.code());
        assertTrue(damaged.err().contains("index-damaged"), damaged.err());
        assertEquals(Exit.REFUSED, run("index info access.log").code());
    }

    @Test
    void buildsFromGoodLinesAndSaysSoWithItsExitCode() throws IOException {
        Files.writeString(folder.resolve("bad.tsv"), "ipv4\tx\n" + INDICATORS);
        Shell.Said said = run("index build bad.tsv -o bad.idx --json");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.out().contains("\"indicators\":3,\"refused\":1"), said.out());
    }
}
