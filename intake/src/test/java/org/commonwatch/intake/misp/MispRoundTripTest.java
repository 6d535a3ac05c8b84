package org.commonwatch.intake.misp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.Valid;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.References;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;

final class MispRoundTripTest {
    private static final Path EVENTS = Path.of(System.getProperty("commonwatch.root"), "../shared/data/misp/events");

    record Read(IntakeSummary summary, Map<String, StixObject> objects, List<Refusal> refusals) {
        StixObject the(String prefix) {
            List<StixObject> found = objects.values().stream()
                    .filter(o -> o.id().startsWith(prefix))
                    .toList();
            assertEquals(1, found.size(), prefix + " " + found);
            return found.getFirst();
        }
    }

    static byte[] sample() {
        try (InputStream in = MispRoundTripTest.class.getResourceAsStream("sample-event.json")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Read read(byte[] json) {
        Map<String, StixObject> objects = new LinkedHashMap<>();
        List<Refusal> refusals = new ArrayList<>();
        Source source = Source.named("test", Instant.parse("2026-01-02T03:04:05Z"));
        try {
            IntakeSummary summary = new MispIntake(source, WarningLists.none())
                    .read(new ByteArrayInputStream(json), result -> {
                        switch (result) {
                            case Intake.Understood u -> objects.put(u.object().id(), u.object());
                            case Intake.Rejected r -> refusals.add(r.refusal());
                        }
                    });
            return new Read(summary, objects, refusals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> events(JsonNode document) {
        if (document.has("Event")) {
            return List.of(document.get("Event"));
        }
        List<JsonNode> events = new ArrayList<>();
        (document.has("response") ? document.get("response") : document).forEach(e -> events.addAll(events(e)));
        return events;
    }

    private static void assertComesBack(byte[] json, String name) throws Refused {
        Read read = read(json);
        assertEquals(List.of(), read.refusals(), name);
        Map<String, JsonNode> originals = new TreeMap<>();
        events(BoundedJson.parse(json))
                .forEach(e -> originals.put(e.path("uuid").asText(), e));
        int back = 0;
        for (StixObject report : read.objects().values()) {
            if (MispExport.isEvent(report)) {
                MispExport.Exported exported = MispExport.event(
                        report, id -> Optional.ofNullable(read.objects().get(id)));
                JsonNode original = Objects.requireNonNull(
                        originals.get(exported.event().path("uuid").asText()));
                assertEquals(CanonicalJson.text(original), CanonicalJson.text(exported.event()), name);
                assertEquals(List.of(), exported.missing());
                assertAccounted(original, read, name);
                back++;
            }
        }
        assertEquals(originals.size(), back, name);
        assertReferencesHold(read, name);
    }

    /** Every attribute and every object has exactly one carrier. */
    private static void assertAccounted(JsonNode event, Read read, String name) {
        long carriers =
                read.objects().values().stream().filter(MispExport::isCarrier).count();
        assertEquals(event.path("Attribute").size() + event.path("Object").size(), carriers, name);
    }

    /** Whatever an object points at was handed on too, markings aside. */
    private static void assertReferencesHold(Read read, String name) {
        for (StixObject object : read.objects().values()) {
            Valid.assertValid(object);
            for (References.Reference reference : References.of(object)) {
                boolean marking = reference.target().startsWith("marking-definition--");
                assertTrue(
                        marking || read.objects().containsKey(reference.target()),
                        name + ": " + object + " " + reference);
            }
        }
    }

    @Test
    void ownSampleComesBackEqual() throws Refused {
        assertComesBack(sample(), "sample");
    }

    @Test
    void realEventsComeBackEqual() throws IOException, Refused {
        assumeTrue(Files.isDirectory(EVENTS), "skipped: no " + EVENTS);
        int files = 0;
        Map<String, Long> kept = new TreeMap<>();
        Map<String, Long> types = new TreeMap<>();
        try (Stream<Path> paths = Files.list(EVENTS)) {
            for (Path path :
                    paths.filter(p -> p.toString().endsWith(".json")).sorted().toList()) {
                byte[] json = Files.readAllBytes(path);
                assertComesBack(json, path.getFileName().toString());
                IntakeSummary summary = read(json).summary();
                summary.kept().forEach((what, count) -> kept.merge(what, count, Long::sum));
                summary.understood().forEach((what, count) -> types.merge(what, count, Long::sum));
                files++;
            }
        }
        System.out.println(files + " events as " + types + ", kept as MISP JSON only: " + kept);
        assertEquals(29, files);
    }

    @Test
    void attributesMeanWhatTheirTypeSays() throws Refused {
        Read read = read(sample());
        Map<String, String> byValue = new TreeMap<>();
        for (StixObject object : read.objects().values()) {
            if (object.text(Carrier.ATTRIBUTE).isPresent()) {
                JsonNode attribute =
                        BoundedJson.parse(object.text(Carrier.ATTRIBUTE).get().getBytes(UTF_8));
                byValue.put(
                        attribute.path("type").asText() + " "
                                + attribute.path("value").asText(),
                        object.type() + object.text("pattern").map(p -> " " + p).orElse(""));
            }
        }
        assertEquals(45, byValue.size());
        assertEquals("indicator [ipv4-addr:value = '192.0.2.1']", byValue.get("ip-dst 192.0.2.1"));
        assertEquals("observed-data", byValue.get("ip-src 198.51.100.0/24"));
        assertEquals(
                "indicator [network-traffic:dst_ref.value = '2001:db8::7' AND network-traffic:dst_port = 8443]",
                byValue.get("ip-dst|port 2001:db8::7|8443"));
        assertEquals("indicator [domain-name:value = 'evil.example']", byValue.get("domain EVIL.example"));
        assertEquals(
                "indicator [domain-name:value = 'c2.evil.example'] OR [ipv4-addr:value = '203.0.113.5']",
                byValue.get("domain|ip c2.evil.example|203.0.113.5"));
        assertEquals(
                "indicator [url:value = 'http://evil.example/gate.php?x=\\'1\\'/']",
                byValue.get("url http://evil.example/gate.php?x='1'\\"));
        assertEquals("x-misp-attribute", byValue.get("uri /gate.php"));
        assertEquals("x-misp-attribute", byValue.get("link https://blog.example/report"));
        assertEquals(
                "indicator [file:hashes.SSDEEP = '3:a+JraNvsgzsVqSwHq9:tJuOgzsko']",
                byValue.get("ssdeep 3:a+JraNvsgzsVqSwHq9:tJuOgzsko"));
        assertEquals("indicator [mutex:name = 'Global\\\\x']", byValue.get("mutex Global\\x"));
        assertEquals("vulnerability", byValue.get("vulnerability CVE-2021-44228"));
        assertEquals("threat-actor", byValue.get("threat-actor Example Bear"));
        assertEquals("campaign", byValue.get("campaign-name Operation Sample"));
        assertEquals("indicator rule x { condition: true }", byValue.get("yara rule x { condition: true }"));
        assertEquals("x-misp-attribute", byValue.get("domain not a domain"));
        assertEquals("x-misp-attribute", byValue.get("md5 nonsense"));
    }

    @Test
    void objectsSightingsAndClustersFindTheirPlace() {
        Read read = read(sample());
        assertEquals(
                "[file:hashes.MD5 = '44d88612fea8a8f36de82e1278abb02f'] OR [file:hashes.'SHA-256' ="
                        + " '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f']",
                read.objects().values().stream()
                        .filter(o -> o.type().equals("indicator")
                                && o.text(Carrier.OBJECT).isPresent())
                        .findFirst()
                        .flatMap(o -> o.text("pattern"))
                        .orElseThrow());
        assertEquals(
                "communicates-with",
                read.objects().values().stream()
                        .filter(o ->
                                o.text("description").filter("over tls"::equals).isPresent())
                        .findFirst()
                        .flatMap(o -> o.text("relationship_type"))
                        .orElseThrow());
        assertEquals("strongly-disagree", read.the("opinion--").text("opinion").orElseThrow());
        assertEquals(
                "Other CERT",
                Objects.requireNonNull(read.objects()
                                .get(read.the("sighting--")
                                        .texts("where_sighted_refs")
                                        .getFirst()))
                        .text("name")
                        .orElseThrow());
        assertEquals(
                "1970-01-01T00:00:07.000Z",
                read.objects().values().stream()
                        .filter(o -> o.texts("aliases").contains("EX-1"))
                        .findFirst()
                        .flatMap(o -> o.text("modified"))
                        .orElseThrow());
        assertEquals("FI", read.the("location--").text("country").orElseThrow());
        assertEquals("# Words", read.the("note--").text("content").orElseThrow());
        assertEquals(
                2,
                read.objects().values().stream()
                        .filter(o -> o.type().equals("x-misp-object"))
                        .count());
        assertTrue(read.summary()
                .kept()
                .keySet()
                .containsAll(Set.of(
                        "attribute/btc",
                        "object/file/size-in-bytes",
                        "event/ShadowAttribute",
                        "event/RelatedEvent",
                        "event/x_future_field",
                        "event-report/without-content",
                        "sighting/2",
                        "object-reference/outside")));
    }

    @Test
    void everythingOfTheEventBearsItsStrictestMarking() {
        Read read = read(sample());
        String amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
        String red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
        Set<String> library = Set.of("threat-actor", "attack-pattern", "x-misp-galaxy-cluster", "identity", "location");
        for (StixObject object : read.objects().values()) {
            boolean unmarked = library.contains(object.type())
                    && object.text(Carrier.ATTRIBUTE).isEmpty();
            List<String> markings = object.texts("object_marking_refs");
            assertTrue(
                    unmarked ? markings.isEmpty() : markings.equals(List.of(amber)) || markings.equals(List.of(red)),
                    object.id());
        }
        assertEquals(List.of(red), read.the("sighting--").texts("object_marking_refs"));
        assertTrue(read.summary()
                .flagged()
                .keySet()
                .containsAll(Set.of("misp-own-organisation", "tlp-unknown", "tlp-conflict")));
    }

    @Test
    void missingCarriersAreNamed() throws Refused {
        Read read = read(sample());
        StixObject report = read.the("report--");
        MispExport.Exported exported = MispExport.event(report, id -> Optional.empty());
        assertEquals(49, exported.missing().size());
        assertEquals(0, exported.event().path("Attribute").size());
    }

    @Test
    void readsEveryWrapping() {
        ObjectNode event = (ObjectNode) events(tree(sample())).getFirst();
        String one = "{\"Event\":" + event + "}";
        for (String text : List.of(
                one, "[" + one + "]", "{\"response\":[" + one + "]}", "{\"response\":" + one + "}", one + "\n" + one)) {
            assertEquals(List.of(), read(text.getBytes(UTF_8)).refusals());
            assertEquals(
                    "Sample event of our own",
                    read(text.getBytes(UTF_8)).the("report--").text("name").orElseThrow());
        }
    }

    @Test
    void aBadEventDoesNotHarmItsNeighbour() {
        String good = "{\"Event\":" + events(tree(sample())).getFirst() + "}";
        String deep = "{\"Event\":{\"x\":" + "[".repeat(Limits.JSON_DEPTH_MAX + 5)
                + "]".repeat(Limits.JSON_DEPTH_MAX + 5) + ",\"y\":{}}}";
        String twice = "{\"Event\":{\"uuid\":\"a\",\"uuid\":\"b\",\"z\":[{}]}}";
        String json = "{\"response\":[" + deep + "," + twice + ",{\"Event\":{}},7," + good + "]}";
        Read read = read(json.getBytes(UTF_8));
        assertEquals(
                List.of("json-too-deep", "json-duplicate-key", "misp-event-uuid", "misp-event"),
                read.refusals().stream().map(Refusal::code).toList());
        assertEquals("/response/1/Event/uuid", read.refusals().get(1).path());
        assertEquals(
                "Sample event of our own", read.the("report--").text("name").orElseThrow());
        assertTrue(read.summary().complete());
    }

    @Test
    void aUuidWithoutVersionGivesAnIdThatStixAllowsAndComesBack() throws Refused {
        ObjectNode event = (ObjectNode) events(tree(sample())).getFirst();
        event.put("uuid", "0b988513-9535-92f0-0ebc-5d6aec2e1c79");
        ((ObjectNode) event.get("Attribute").get(0)).put("uuid", "00000000-0000-0000-0000-000000000000");
        Read read = read(("{\"Event\":" + event + "}").getBytes(UTF_8));
        read.objects().values().forEach(Valid::assertValid);
        MispExport.Exported exported = MispExport.event(
                read.the("report--"), id -> Optional.ofNullable(read.objects().get(id)));
        assertEquals(CanonicalJson.text(event), CanonicalJson.text(exported.event()));
    }

    @Test
    void elementsOfTheWrongShapeStayInTheEvent() throws Refused {
        ObjectNode event = (ObjectNode) events(tree(sample())).getFirst();
        ((ArrayNode) event.get("Attribute"))
                .add("text")
                .add(event.get("Attribute").get(0).deepCopy());
        ObjectNode odd = ((ArrayNode) event.get("Attribute")).addObject();
        odd.put("uuid", "no uuid").put("timestamp", "tomorrow").putArray("value");
        Read read = read(("{\"Event\":" + event + "}").getBytes(UTF_8));
        assertEquals(
                List.of("misp-element"),
                read.refusals().stream().map(Refusal::code).toList());
        MispExport.Exported exported = MispExport.event(
                read.the("report--"), id -> Optional.ofNullable(read.objects().get(id)));
        assertEquals(CanonicalJson.text(event), CanonicalJson.text(exported.event()));
    }

    /** Any damage to an event gives refusals or objects, never a fault. */
    @Test
    void damagedEventsAreRefusedOrRead() throws IOException {
        long seed = 20261122;
        Random random = new Random(seed);
        byte[] sample = new ObjectMapper().writeValueAsBytes(tree(sample()));
        String tokens = "{}[]\",:0\\ntf\u0000";
        Set<String> codes = new HashSet<>();
        for (int round = 0; round < 300; round++) {
            byte[] damaged = sample.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(damaged.length);
                damaged[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) tokens.charAt(random.nextInt(tokens.length()));
            }
            int end = random.nextInt(10) == 0 ? random.nextInt(damaged.length) : damaged.length;
            Read read = read(Arrays.copyOf(damaged, end));
            read.refusals().forEach(refusal -> codes.add(refusal.code()));
        }
        assertTrue(codes.contains("json-malformed"), "seed " + seed + ": " + codes);
    }

    /** Damage to the meaning: any scalar of the event replaced by any other. */
    @Test
    void anyValueInAnyPlaceIsRead() throws Refused {
        long seed = 7;
        Random random = new Random(seed);
        String[] values = {
            "null",
            "true",
            "-1",
            "1e300",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "\"0\"",
            "99999999999999999999",
            "\"\\u0000\"",
            "\"a|b|c\""
        };
        String text = events(tree(sample())).getFirst().toString();
        for (int round = 0; round < 150; round++) {
            int at = text.indexOf("\":", random.nextInt(text.length() - 200)) + 2;
            int end = scalarEnd(text, at);
            if (at < 2 || end < 0) {
                continue;
            }
            String changed = text.substring(0, at) + values[random.nextInt(values.length)] + text.substring(end);
            Read read = read(("{\"Event\":" + changed + "}").getBytes(UTF_8));
            if (read.refusals().isEmpty()) {
                MispExport.Exported exported = MispExport.event(
                        read.the("report--"),
                        id -> Optional.ofNullable(read.objects().get(id)));
                assertEquals(
                        CanonicalJson.text(BoundedJson.parse(changed.getBytes(UTF_8))),
                        CanonicalJson.text(exported.event()),
                        "seed " + seed);
            }
        }
    }

    /** The end of the string or literal that starts at {@code at}, or -1 for containers. */
    private static int scalarEnd(String text, int at) {
        if (text.charAt(at) == '{' || text.charAt(at) == '[') {
            return -1;
        }
        int i = at + 1;
        if (text.charAt(at) == '"') {
            while (text.charAt(i) != '"') {
                i += text.charAt(i) == '\\' ? 2 : 1;
            }
            return i + 1;
        }
        while (",}]".indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return BoundedJson.parse(json);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }
}
