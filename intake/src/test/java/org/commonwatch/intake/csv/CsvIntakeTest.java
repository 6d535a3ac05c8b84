package org.commonwatch.intake.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.Valid;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

final class CsvIntakeTest {
    private static final Source SOURCE = Source.named("feed", Instant.parse("2026-01-02T03:04:05Z"));

    private static List<String> read(String text, ColumnMap map) {
        List<String> seen = new ArrayList<>();
        try {
            new CsvIntake(SOURCE, WarningLists.none(), map)
                    .read(new StringReader(text), result -> seen.add(line(result)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return seen.stream().filter(s -> !s.isEmpty()).toList();
    }

    private static List<String> read(String text) {
        return read(text, ColumnMap.AUTOMATIC);
    }

    private static boolean isValid(Intake.Understood understood) {
        Valid.assertValid(understood.object());
        return true;
    }

    /** The indicators and refusals, one line each. */
    private static String line(Intake result) {
        return switch (result) {
            case Intake.Understood u
            when isValid(u) && u.object().type().equals("indicator") ->
                u.path() + " " + u.object().text("pattern").orElseThrow();
            case Intake.Understood u -> "";
            case Intake.Rejected r -> r.path() + " " + r.refusal().code();
        };
    }

    @Test
    void readsATableByItsHeadings() {
        assertEquals(
                List.of("line 2 [domain-name:value = 'evil.example']", "line 3 value-malformed", "line 4 tlp-unknown"),
                read("""
                        type,ioc,tlp,comment
                        domain,evil[.]example,amber,"a ""quoted"", note"
                        md5,evil.example,green,
                        domain,other.example,purple,
                        """));
    }

    @Test
    void quotedCellsRunOverLines() {
        assertEquals(
                List.of("line 2 [domain-name:value = 'a.example']", "line 4 [domain-name:value = 'b.example']"),
                read("value;description\na.example;\"one\ntwo\"\nb.example;x\n"));
    }

    @Test
    void anOpenQuoteCostsOneRow() {
        assertEquals(
                List.of(
                        "line 2 [domain-name:value = 'a.example']",
                        "line 3 csv-open-quote",
                        "line 4 [domain-name:value = 'c.example']"),
                read("value,comment\na.example,x\nb.example,\"oops\nc.example,y\n"));
    }

    @Test
    void tellsColumnsByContent() {
        assertEquals(
                List.of("line 1 [ipv4-addr:value = '192.0.2.1']", "line 2 [ipv4-addr:value = '198.51.100.7']"),
                read("2026-01-01\t192.0.2.1\t10\n2026-01-02\t198.51.100.7\t9\n"));
    }

    @Test
    void takesHeadingsFromTheCommentAbove() {
        assertEquals(
                List.of("line 2 [url:value = 'http://evil.example/a']"),
                read(
                        "# \"first_seen_utc\",\"ioc_value\",\"malware\"\n\"2026-01-01\", \"http://evil.example/a\", \"x\"\n"));
    }

    @Test
    void readsListsOfAllKinds() {
        assertEquals(
                List.of(
                        "line 2 [ipv4-addr:value = '192.0.2.1']",
                        "line 3 [ipv4-addr:value ISSUBSET '198.51.100.0/24']",
                        "line 4 [domain-name:value = 'evil.example']",
                        "line 5 [domain-name:value = 'ads.example']",
                        "line 6 [domain-name:value = 'files.zip']",
                        "line 7 value-unknown"),
                read("""
                        # a list
                        192.0.2.1 # seen
                        198.51.100.0/24 ; SBL1
                        0.0.0.0 evil.example
                        ||ads.example^
                        files.zip
                        what is this
                        """));
    }

    @Test
    void followsTheColumnMap() throws Refused {
        ColumnMap map = ColumnMap.parse("value=2,kind=1");
        assertEquals(
                List.of("line 1 [file:hashes.MD5 = '44d88612fea8a8f36de82e1278abb02f']"),
                read("md5,44D88612FEA8A8F36DE82E1278ABB02F,junk\n", map));
        assertThrows(Refused.class, () -> ColumnMap.parse("value=a,colour=b"));
        assertThrows(Refused.class, () -> ColumnMap.parse("kind=a"));
    }

    @Test
    void compositeMispColumnsGiveEachKnownPart() {
        assertEquals(
                List.of(
                        "line 2 [file:name = 'a.exe']",
                        "line 2 [file:hashes.MD5 = '44d88612fea8a8f36de82e1278abb02f']",
                        "line 3 [ipv4-addr:value = '192.0.2.9']"),
                read("type,value\nfilename|md5,a.exe|44d88612fea8a8f36de82e1278abb02f\nip-dst|port,192.0.2.9|443\n"));
    }

    @Test
    void detailsReachTheIndicator() throws IOException {
        List<Intake> results = new ArrayList<>();
        new CsvIntake(SOURCE, WarningLists.builtIn(), ColumnMap.AUTOMATIC)
                .read(
                        new StringReader(
                                "value,tlp,labels,valid_from,confidence\n192.0.2.1,red,c2;bot,2025-12-31 10:00:00,80\n"),
                        results::add);
        Intake.Understood indicator = (Intake.Understood) results.get(1);
        assertEquals(
                "2025-12-31T10:00:00.000Z",
                indicator.object().text("valid_from").orElseThrow());
        assertEquals(List.of("c2", "bot"), indicator.object().texts("labels"));
        assertEquals(80, indicator.object().json().path("confidence").intValue());
        assertEquals(
                List.of("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"),
                indicator.object().texts("object_marking_refs"));
        assertEquals("warning-list", indicator.flags().getFirst().code());
    }

    @Test
    void sameFeedAgainGivesTheSameIds() {
        List<String> first = ids("evil.example\n192.0.2.1\n", "feed");
        assertEquals(first, ids("evil.example\n192.0.2.1\n", "feed"));
        assertTrue(!first.get(1)
                .equals(ids("evil.example\n192.0.2.1\n", "other feed").get(1)));
    }

    private static List<String> ids(String text, String source) {
        List<String> ids = new ArrayList<>();
        try {
            new CsvIntake(Source.named(source, Instant.EPOCH), WarningLists.none(), ColumnMap.AUTOMATIC)
                    .read(
                            new StringReader(text),
                            r -> ids.add(((Intake.Understood) r).object().id()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ids;
    }

    /** A reader without end in sight: memory must not grow with the input, and the long line is refused. */
    @Test
    void endlessLineIsRefusedInBoundedMemory() throws IOException {
        long length = 3L * Limits.LINE_CHARS_MAX;
        Reader endless = new Reader() {
            private long left = length;

            @Override
            public int read(char[] into, int offset, int count) {
                int n = (int) Math.min(count, left);
                java.util.Arrays.fill(into, offset, offset + n, 'a');
                left -= n;
                return n == 0 ? -1 : n;
            }

            @Override
            public void close() {}
        };
        IntakeSummary summary = new CsvIntake(SOURCE, WarningLists.none(), ColumnMap.AUTOMATIC).read(endless, r -> {});
        assertEquals(1, summary.rejectedCount());
    }

    @Test
    void anyTextIsRead() {
        long seed = 20261122;
        Random random = new Random(seed);
        String[] atoms = {
            "\"",
            ",",
            ";",
            "\t",
            "\n",
            "\r\n",
            "#",
            "value",
            "type",
            "evil.example",
            "192.0.2.1",
            " ",
            "|",
            "\0",
            "md5",
            "tlp",
            "red"
        };
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(atoms[random.nextInt(atoms.length)]);
            }
            assertTrue(read(text.toString()).size() < 1000, "seed " + seed);
        }
    }
}
