package org.commonwatch.node.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.lists.ListsFixture;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.TimedProjection;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;

/** A node with the sharing and search slices in a folder. */
final class SearchFixture implements AutoCloseable {
    static final Reader OWNER = Reader.owner("owner");
    static final Reader PARTNER = new Reader("partner", false, false, false, Optional.of(Logs.COMMUNITY), Tlp.GREEN);

    final TimedProjection values = new TimedProjection(new ValuesProjection());
    final TimedProjection prose = new TimedProjection(new ProseProjection());
    final NodeFixture node;
    final SharingFixture sharing;
    final Search search;
    final Lookups lookups;
    private final Patience patience = new Patience();
    private int batches;

    SearchFixture(Path folder) {
        Clock clock = Clock.systemUTC();
        sharing = SharingFixture.open(folder, new LocalDisk(), clock, List.of(values, prose), ListsFixture.tables());
        node = sharing.node;
        search = new Search(node.index(), node.spine(), node.logs(), sharing.objects, clock, patience);
        lookups = new Lookups(
                node.index(), node.logs(), new Titles(sharing.objects), ListsFixture.warnings(node, clock), clock);
    }

    Log home() {
        return node.home();
    }

    Log community() {
        return node.community();
    }

    SearchFixture put(Log log, String source, StixObject... objects) {
        return put(log, source, List.of(objects));
    }

    SearchFixture put(Log log, String source, List<StixObject> objects) {
        sharing.await(sharing.sharing.put(log, objects, new SharingCommand.Objects("b-" + ++batches, source, "stix")));
        return this;
    }

    /** Recalls every claim of an object on the home log. */
    void recall(String id) {
        List<Item> claims = gate(OWNER).openAll(sharing.items.claims(id));
        sharing.await(sharing.sharing.recall(home(), claims, "a test"));
    }

    void awaitProse() {
        node.catchUp();
    }

    List<String> ids(String query) throws Refused {
        return ids(query, OWNER);
    }

    List<String> ids(String query, Reader reader) throws Refused {
        return search.answer(query, Optional.empty(), 100, gate(reader)).hits().stream()
                .map(Hit::id)
                .toList();
    }

    static Gate gate(Reader reader) {
        return new Gate(reader, Action.SEARCH);
    }

    /** An object written as JSON. */
    static StixObject stix(String json) {
        try {
            return StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    static StixObject indicator(String id, String name, String pattern) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "indicator")
                .put("spec_version", "2.1")
                .put("id", id)
                .put("created", "2026-01-01T00:00:00.000Z")
                .put("modified", "2026-01-01T00:00:00.000Z")
                .put("valid_from", "2026-01-01T00:00:00Z")
                .put("name", name)
                .put("pattern_type", "stix")
                .put("pattern", pattern);
        try {
            return StixObject.of(json);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** The objects of real bundles, plain or gzipped; empty where the data is absent. */
    static List<StixObject> real(String... paths) {
        List<StixObject> objects = new ArrayList<>();
        for (String path : paths) {
            Path place = data(path);
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.sorted().forEach(file -> read(file, objects));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            } else if (Files.exists(place)) {
                read(place, objects);
            }
        }
        return objects;
    }

    static Path data(String path) {
        return Path.of(System.getProperty("commonwatch.root", "."), "../shared/data", path);
    }

    private static void read(Path file, List<StixObject> objects) {
        try (InputStream in = BoundedGzip.open(new BufferedInputStream(Files.newInputStream(file)))) {
            BundleReader.read(in, item -> {
                if (item instanceof BundleReader.Accepted accepted) {
                    objects.add(accepted.object());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        patience.close();
        sharing.close();
    }
}
