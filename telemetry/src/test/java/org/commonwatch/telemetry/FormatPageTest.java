package org.commonwatch.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.stix.pattern.Observation;
import org.junit.jupiter.api.Test;

/** {@code docs/formats/telemetry.md} says what the code does. {@code -Dcommonwatch.rewrite=true} writes the tables of names anew. */
class FormatPageTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", ".."), "docs/formats/telemetry.md");
    private static final String NAMES = "## Names in formats that have them\n";

    @Test
    void namesAreTheCodes() throws IOException {
        String page = Files.readString(PAGE);
        int at = page.indexOf(NAMES);
        String now = (at < 0 ? page : page.substring(0, at)) + names();
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, now);
        }
        assertEquals(now, Files.readString(PAGE));
    }

    @Test
    void pathsAreExactlyThoseThatLinesGive() throws IOException {
        Set<String> told = new TreeSet<>();
        String page = Files.readString(PAGE);
        int from = page.indexOf("## Fields in STIX");
        Matcher paths =
                Pattern.compile("`([a-z0-9-]+:[^`]+)`").matcher(page.substring(from, page.indexOf("\n## ", from + 1)));
        while (paths.find()) {
            told.add(paths.group(1));
        }
        Set<String> given = new TreeSet<>();
        for (Transcript.Stream stream : Transcript.streams(Files.readString(LinesTableTest.TABLE))) {
            LineReader reader = stream.reader();
            for (String line : stream.lines()) {
                Observations.of(Transcript.read(reader, line), "o")
                        .ifPresent(seen -> seen.objects()
                                .values()
                                .forEach(object ->
                                        walk(object, object.path("type").asText() + ":", seen, given)));
            }
        }
        assertEquals(told, given);
    }

    /** Every path to a value, lists stepped through and references followed; the type of the object itself is no path. */
    private static void walk(ObjectNode object, String prefix, Observation seen, Set<String> into) {
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String path = prefix + each.getKey();
            if (!each.getKey().equals("type") || !prefix.endsWith(":")) {
                value(each.getValue(), path, each.getKey(), seen, into);
            }
        }
    }

    private static void value(JsonNode value, String path, String name, Observation seen, Set<String> into) {
        if (value instanceof ObjectNode inner) {
            walk(inner, path + ".", seen, into);
        } else if (value.isArray()) {
            value.forEach(each -> value(each, path, name, seen, into));
        } else if (name.endsWith("_ref") || name.endsWith("_refs")) {
            ObjectNode target = seen.objects().get(value.asText());
            if (target == null) {
                throw new AssertionError(path + " leads nowhere: " + value);
            }
            walk(target, path + ".", seen, into);
        } else {
            into.add(path);
        }
    }

    private static String names() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("zeek-tsv, zeek-json: columns, those of one log after its path and a colon", ZeekNames.TABLE);
        tables.put("suricata-eve", Eve.TABLE);
        tables.put("windows: every event, as Winlogbeat, evtx_dump and NXLog write it", WindowsEvent.ENVELOPE);
        tables.put(
                "windows: its data, under `winlog/event_data`, `Event/EventData` or beside the rest",
                WindowsEvent.DATA);
        tables.put("netflow-csv: columns of the header, their letters and digits in lower case", NetflowCsv.TABLE);
        tables.put("ocsf", Ocsf.TABLE);
        tables.put("syslog, plain: keys in text", KeyValues.TABLE);
        StringBuilder out = new StringBuilder(NAMES);
        out.append("""

            A slash leads into an object; lists are stepped through. In capitals is what is not simply a value: `TIME`, `URI` (the path that
            makes a URL, or a whole one), `SCHEME` (of that URL), `HASHES` (digests, told by their length), `RESULTS` (a list between semicolons), `OUTCOME` (what
            means allowed or blocked here), `KIND` (what must be there for the format to be this one), `NONE` (not kept).
            """);
        tables.forEach((title, table) -> {
            out.append("\n### ").append(title).append("\n\n| name | is |\n|---|---|\n");
            table.lines()
                    .map(row -> row.strip().split(" +"))
                    .forEach(row -> out.append("| `")
                            .append(row[0])
                            .append("` | ")
                            .append(row[1])
                            .append(" |\n"));
        });
        return out.toString();
    }
}
