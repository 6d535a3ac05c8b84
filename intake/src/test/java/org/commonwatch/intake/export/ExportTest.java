package org.commonwatch.intake.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.Valid;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.csv.CsvIntake;
import org.commonwatch.intake.misp.Manifest;
import org.commonwatch.intake.misp.NativeExport;
import org.commonwatch.intake.text.TextIntake;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.PatternEqualities;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.junit.jupiter.api.Test;

final class ExportTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Source SOURCE = Source.named("paste", NOW).marked(Tlp.AMBER.markingId());

    /** Enough of the pattern language for single comparisons: path, equals sign, constant. */
    private static final PatternEqualities SINGLE = (pattern, sink) -> {
        int equals = pattern.indexOf(" = ");
        if (equals > 0) {
            sink.accept(pattern.substring(1, equals), pattern.substring(equals + 4, pattern.length() - 2));
        }
    };

    private static List<StixObject> fromText(String text) {
        List<StixObject> objects = new ArrayList<>();
        new TextIntake(SOURCE, WarningLists.builtIn()).read(text, result -> {
            if (result instanceof Intake.Understood understood) {
                Valid.assertValid(understood.object());
                objects.add(understood.object());
            }
        });
        return objects;
    }

    @Test
    void textBecomesObservablesIndicatorsAndAReport() {
        List<StixObject> objects =
                fromText("Title\nC2 at evil[.]example; drops run.exe, see CVE-2021-44228 and T1059 (S0154).");
        assertEquals(
                List.of("domain-name", "indicator", "file", "vulnerability", "attack-pattern", "report"),
                objects.stream().map(StixObject::type).toList());
        StixObject report = objects.getLast();
        assertEquals("Title", report.text("name").orElseThrow());
        assertEquals(5, report.texts("object_refs").size());
        assertEquals(3, report.json().path("external_references").size());
        assertEquals(List.of(Tlp.AMBER.markingId()), report.texts("object_marking_refs"));
        assertEquals(
                "[domain-name:value = 'evil.example']",
                objects.get(1).text("pattern").orElseThrow());
    }

    @Test
    void sameTextAgainGivesTheSameObjects() {
        assertEquals(
                fromText("evil.example 192.0.2.1").toString(),
                fromText("evil.example 192.0.2.1").toString());
    }

    @Test
    void observableIdsAreTheSpecifiedOnes() {
        // STIX 2.1 section 6: uuid5 of the namespace and {"value":"198.51.100.3"}; the value is the specification's
        // example.
        assertEquals(
                "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4",
                fromText("198.51.100.3").getFirst().id());
    }

    @Test
    void valuesGoOutAsATableAndComeBack() throws IOException {
        StringWriter table = new StringWriter();
        CsvExport export = new CsvExport(table, SINGLE);
        for (StixObject object : fromText("evil.example, 192.0.2.1")) {
            export.add(object, "port, \"north\"");
        }
        String[] lines = table.toString().split("\r\n");
        assertEquals("value,kind,id,type,tlp,source,created,modified,valid_from,valid_until,revoked", lines[0]);
        assertEquals(5, lines.length);
        List<String> values = new ArrayList<>();
        new CsvIntake(SOURCE, WarningLists.none(), ColumnMap.AUTOMATIC)
                .read(new StringReader(table.toString()), result -> {
                    if (result instanceof Intake.Understood u
                            && u.object().type().equals("indicator")) {
                        values.add(u.object().text("name").orElseThrow()
                                + u.object().texts("object_marking_refs"));
                    }
                });
        assertEquals("evil.example[" + Tlp.AMBER.markingId() + "]", values.getFirst());
        assertEquals(4, values.size());
    }

    @Test
    void formulasAreDefused() throws IOException, Refused {
        StringWriter table = new StringWriter();
        StixObject file = StixObject.parse(
                "{\"type\":\"file\",\"id\":\"file--00000000-0000-5000-8000-000000000001\",\"name\":\"=cmd()\"}"
                        .getBytes(UTF_8));
        new CsvExport(table, SINGLE).add(file, "+x");
        assertEquals(
                "'=cmd(),filename,file--00000000-0000-5000-8000-000000000001,file,,'+x,,,,,",
                table.toString().split("\r\n")[1]);
    }

    @Test
    void nativeObjectsBecomeAnEvent() {
        NativeExport.Exported exported = NativeExport.event(
                "00000000-0000-4000-8000-000000000001",
                "Sample",
                NOW,
                fromText("Report\nevil.example and T1059 in 192.0.2.0/24"),
                SINGLE);
        JsonNode event = exported.event();
        List<String> attributes = new ArrayList<>();
        event.path("Attribute")
                .forEach(a -> attributes.add(a.path("type").asText() + " "
                        + a.path("value").asText() + " " + a.path("to_ids").asText()));
        assertEquals(
                List.of(
                        "domain evil.example false",
                        "domain evil.example true",
                        "ip-dst 192.0.2.0/24 false",
                        "stix2-pattern [ipv4-addr:value ISSUBSET '192.0.2.0/24'] true"),
                attributes);
        assertEquals("tlp:amber", event.path("Tag").path(1).path("name").asText());
        assertEquals("Report", event.path("EventReport").path(0).path("name").asText());
        assertEquals(Map.of(), exported.lost());
    }

    @Test
    void readsAFeedsManifest() throws Refused {
        String json = "{\"00000000-0000-4000-8000-00000000000A\":{\"info\":\"old\",\"timestamp\":\"1\"},"
                + "\"00000000-0000-4000-8000-00000000000b\":{\"info\":\"new\",\"timestamp\":1700000000},\"../x\":{}}";
        Manifest manifest = Manifest.parse(json.getBytes(UTF_8));
        assertEquals(
                List.of("00000000-0000-4000-8000-00000000000b.json", "00000000-0000-4000-8000-00000000000a.json"),
                manifest.events().stream().map(Manifest.Entry::file).toList());
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                manifest.events().getFirst().timestamp());
        assertEquals("/..~1x", manifest.refused().getFirst().path());
        assertThrows(Refused.class, () -> Manifest.parse("{\"Event\":{}}".getBytes(UTF_8)));
    }
}
