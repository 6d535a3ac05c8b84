package org.commonwatch.node.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real intelligence in, counted object by object, and out again with the same meaning. */
class ImportAccountingTest {
    private static final Path DATA = Path.of(System.getProperty("commonwatch.root"), "../shared/data");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stix/attack-ics-18.1.json.gz", "stix/capec.json.gz", "stix/attack-mobile-17.1.json.gz"})
    void everyObjectOfABundleIsAccountedForAndComesOutEqual(String name) throws IOException {
        account(List.of(data(name)));
    }

    @Test
    @Tag("long")
    void everyObjectOfEnterpriseAttackIsAccountedForAndComesOutEqual() throws IOException {
        account(List.of(data("stix/attack-enterprise-18.1.json.gz")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stix/oasis-examples", "stix/eset"})
    void everyObjectOfAFolderOfBundlesIsAccountedForAndComesOutEqual(String name) throws IOException {
        try (Stream<Path> files = Files.list(data(name))) {
            account(files.filter(file -> file.toString().contains(".json"))
                    .sorted()
                    .toList());
        }
    }

    @Test
    void twoReleasesOfIcsAttackGiveVersionHistory() throws IOException {
        Path old = data("stix/attack-ics-17.1.json.gz");
        Path recent = data("stix/attack-ics-18.1.json.gz");
        Map<String, StixObject> first = objects(old);
        Map<String, StixObject> second = objects(recent);
        List<String> changed = second.values().stream()
                .filter(object -> Optional.ofNullable(first.get(object.id()))
                        .filter(before -> !before.modified().equals(object.modified()))
                        .isPresent())
                .map(StixObject::id)
                .toList();
        assertTrue(changed.size() > 10, "the two releases hardly differ");
        try (SharingFixture node = SharingFixture.open(folder)) {
            take(node, old);
            take(node, recent);
            Map<String, Long> versions = new HashMap<>();
            node.everything(node.node.home(), PageQuestion.Versions.ALL)
                    .forEach(item -> versions.merge(item.id(), 1L, Long::sum));
            for (String id : changed) {
                assertEquals(2, versions.get(id), id);
            }
            assertEquals(meaning(newest(first, second)), meaning(exported(node)));
        }
    }

    @Test
    void everyPieceOfMispEventsIsAccountedForWithoutSharedDataBeingRefused() throws IOException {
        try (Stream<Path> files = Files.list(data("misp/events"));
                SharingFixture node = SharingFixture.open(folder)) {
            for (Path file : files.filter(path -> path.toString().contains(".json"))
                    .sorted()
                    .toList()) {
                ImportReport report = take(node, file);
                assertEquals("misp", report.format(), file.toString());
                assertTrue(report.complete(), file.toString());
                assertEquals(List.of(), report.refusals(), file.toString());
                assertTrue(report.accepted() > 0, file.toString());
                ImportReport again = take(node, file);
                assertEquals(report.accepted(), again.accepted(), file.toString());
                assertEquals(again.accepted(), again.unchanged(), file + ": importing again changed something");
            }
            node.node.verify();
        }
    }

    private void account(List<Path> files) throws IOException {
        Map<String, StixObject> expected = new HashMap<>();
        try (SharingFixture node = SharingFixture.open(folder)) {
            for (Path file : files) {
                JsonNode bundle;
                try (InputStream in = open(file)) {
                    bundle = JSON.readTree(in);
                }
                ImportReport report = take(node, file);
                // One of the examples is an object on its own.
                int inFile = bundle.has("objects") ? bundle.path("objects").size() : 1;
                assertEquals(inFile, report.accepted() + report.refused(), file + ": " + report.refusals());
                assertTrue(report.complete(), file.toString());
                expected = newest(expected, objects(file));
            }
            Map<String, StixObject> out = exported(node);
            assertEquals(meaning(expected), meaning(out));
            node.node.verify();
            String live = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(live, node.node.contentHash());
        }
    }

    private static ImportReport take(SharingFixture node, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return node.imports.run(
                    in, Imports.Request.of("auto", "", file.getFileName().toString(), ""));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, StixObject> newest(Map<String, StixObject> old, Map<String, StixObject> more) {
        Map<String, StixObject> newest = new HashMap<>(old);
        more.forEach((id, object) -> newest.merge(
                id,
                object,
                (a, b) -> b.modified().isPresent()
                                && a.modified().isPresent()
                                && b.modified()
                                        .orElseThrow()
                                        .isAfter(a.modified().orElseThrow())
                        ? b
                        : a));
        return newest;
    }

    /** What of a file is well formed, lifted to 2.1 as the node does, by id. */
    private static Map<String, StixObject> objects(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return read(in);
        }
    }

    private static Map<String, StixObject> read(InputStream in) throws IOException {
        Map<String, StixObject> objects = new HashMap<>();
        BundleReader.read(in, org.commonwatch.stix.Lift.before(item -> {
            if (item instanceof BundleReader.Accepted accepted) {
                objects.merge(accepted.object().id(), accepted.object(), (a, b) -> newer(a, b) ? b : a);
            }
        }));
        return objects;
    }

    private static boolean newer(StixObject a, StixObject b) {
        return a.modified().isPresent()
                && b.modified().isPresent()
                && b.modified().orElseThrow().isAfter(a.modified().orElseThrow());
    }

    private static Map<String, StixObject> exported(SharingFixture node) throws IOException {
        Export export = new Export(
                node.node.index(),
                node.items,
                node.objects,
                node.batches,
                node.node.logs(),
                java.time.Clock.fixed(SharingFixture.START, java.time.ZoneOffset.UTC));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Gate gate = new Gate(Reader.owner("owner"), Action.EXPORT);
        export.stix(new Export.Request(gate, Optional.empty(), Optional.empty()), out);
        return read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static Map<String, Digest> meaning(Map<String, StixObject> objects) {
        Map<String, Digest> meaning = new HashMap<>();
        objects.forEach((id, object) -> meaning.put(id, object.meaning()));
        return meaning;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static Path data(String name) {
        Path file = DATA.resolve(name);
        if (!Files.exists(file)) {
            System.out.println("skipped: no shared data at " + name);
            abort("no shared data at " + name);
        }
        return file;
    }

    @Test
    void ourOwnSampleIsAccountedForToo() throws IOException {
        String bundle = "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\",\"objects\":["
                + new String(SharingFixture.indicator(1, 1).bytes(), StandardCharsets.UTF_8) + ",{\"type\":7},"
                + new String(SharingFixture.indicator(2, 1).bytes(), StandardCharsets.UTF_8) + "]}";
        try (SharingFixture node = SharingFixture.open(folder)) {
            ImportReport report = node.importText(bundle, "a test");
            assertEquals(2, report.accepted());
            assertEquals(1, report.refused());
            assertEquals("/objects/1", report.refusals().getFirst().path().substring(0, 10));
            assertEquals(2, exported(node).size());
        }
    }
}
