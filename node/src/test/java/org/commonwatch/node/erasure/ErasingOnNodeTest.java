package org.commonwatch.node.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.matching.MatchingParts;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.search.SearchParts;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.PayloadGone;
import org.commonwatch.node.spine.Payloads;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Shredder;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After an erasure no file of the node holds a word of it, whatever was done with it before. */
class ErasingOnNodeTest {
    private static final int OBJECTS = 400;

    /** Words whose beginnings nothing else has, since full text is stored by beginnings. */
    private static final List<String> SECRETS =
            List.of("qxzharbourmaster", "jqvquayside", "192.0.2.77", "zyxsecretname");

    @TempDir
    Path home;

    private static StixObject object(int number, String name, String description, String address) {
        String json = """
                {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-%012d",\
                "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",\
                "name":"%s","description":"%s","pattern":"[ipv4-addr:value = '%s']","pattern_type":"stix",\
                "valid_from":"2026-01-01T00:00:00Z"}""".formatted(number, name, description, address);
        try {
            return StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    private static StixObject secret(int number) {
        return object(number, "zyxsecretname", "the qxzharbourmaster at the jqvquayside", "192.0.2.77");
    }

    private static StixObject plain(int number) {
        return object(number, "host " + number, "plain words about number " + number, "198.51.100." + number % 256);
    }

    private SharingFixture open() {
        List<Projection> more = new ArrayList<>(SearchParts.projections());
        more.add(MatchingParts.projection());
        return SharingFixture.open(home, new LocalDisk(), NodeFixture.steps(SharingFixture.START), more, List.of());
    }

    /** Neighbours before and after, so that rows of the secret move as tables grow, and free pages keep copies. */
    private static long putSecret(SharingFixture node) {
        for (int i = 0; i < OBJECTS; i += 20) {
            put(
                    node,
                    Stream.iterate(i, n -> n + 1)
                            .limit(20)
                            .map(ErasingOnNodeTest::plain)
                            .toList());
        }
        long entry = put(node, List.of(plain(7000), secret(7001), plain(7002)));
        put(node, List.of(plain(1), secret(7001)));
        for (int i = OBJECTS; i < 2 * OBJECTS; i += 20) {
            put(
                    node,
                    Stream.iterate(i, n -> n + 1)
                            .limit(20)
                            .map(ErasingOnNodeTest::plain)
                            .toList());
        }
        node.node.catchUp();
        return entry;
    }

    private static long put(SharingFixture node, List<StixObject> objects) {
        List<Submission> done = node.sharing.put(
                node.node.home(),
                objects,
                new org.commonwatch.node.sharing.SharingCommand.Objects("b", "a test", "stix"));
        node.await(done);
        return done.getFirst().applied().join();
    }

    private static Shredder.Applied order(SharingFixture node, EraseOrder.Target... targets) {
        Submission order = ErasureParts.order(node.node.spine(), node.node.home(), List.of(targets));
        node.await(List.of(order));
        return new Shredder.Applied(node.node.home(), order.applied().join());
    }

    private static EraseOrder.Target target(long entry, Integer... positions) {
        return new EraseOrder.Target(entry, List.of(positions));
    }

    private List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes =
                        Files.readString(file, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                SECRETS.stream()
                        .filter(bytes::contains)
                        .forEach(secret -> found.add(secret + " in " + home.relativize(file)));
            }
        }
        return found;
    }

    @Test
    void noFileHoldsAWordOfSingleErasedObjects() throws IOException {
        try (SharingFixture node = open()) {
            long entry = putSecret(node);
            assertTrue(found().size() > SECRETS.size(), "it was there: " + found());
            List<Item> before = items(node, 7001);
            assertEquals(2, before.size());
            Shredder shredder = node.node.shredder();
            Shredder.Applied order = order(node, target(entry, 1), target(entry + 1, 1));
            assertTrue(shredder.remains(order));
            shredder.shred(List.of(order));
            assertFalse(shredder.remains(order));
            assertEquals(List.of(), found());
            assertEquals(List.of(), items(node, 7001));
            assertEquals(1, items(node, 7000).size(), "its neighbours stay");
            assertEquals("host 7002", title(node, 7002));
            String live = node.node.contentHash();
            node.node.spine().rebuild(100);
            assertEquals(live, node.node.contentHash());
            assertEquals(List.of(), found());
            node.node.verify();
        }
    }

    @Test
    void noFileHoldsAWordOfErasedPayloadsAlsoWhenTheProcessEndedInBetween() throws IOException {
        Shredder.Applied order;
        try (SharingFixture node = open()) {
            long entry = putSecret(node);
            order = order(node, target(entry), target(entry + 1));
            assertEquals(List.of(), items(node, 7001), "the order alone takes it out of view");
        }
        // The order is final; nothing of it was carried out before the end.
        assertFalse(found().isEmpty());
        String live;
        try (SharingFixture node = open()) {
            assertTrue(node.node.shredder().remains(order));
            node.node.shredder().shred(List.of(order));
            assertEquals(List.of(), found());
            live = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(live, node.node.contentHash());
        }
        assertEquals(List.of(), found());
        for (String file : List.of("index.db", "index.db-wal", "index.db-shm")) {
            Files.deleteIfExists(home.resolve(file));
        }
        try (SharingFixture node = open()) {
            assertEquals(live, node.node.contentHash());
        }
    }

    @Test
    void whoHasAskedAMomentBeforeGetsNothingInsteadOfZeros() {
        try (SharingFixture node = open()) {
            long entry = putSecret(node);
            List<Item> items = items(node, 7001);
            Shredder.Applied order = order(node, target(entry, 1));
            node.node.shredder().shred(List.of(order));
            Item item = items.getFirst();
            assertTrue(node.objects.open(item).isEmpty());
            Payloads.Slice slice = new Payloads.Slice(item.offset(), item.length());
            byte[] out = new byte[item.length()];
            assertThrows(
                    PayloadGone.class,
                    () -> node.node.payloads().copy(item.key().log(), item.key().entry(), List.of(slice), out, 0));
            assertTrue(Arrays.equals(out, new byte[out.length]));
        }
    }

    @Test
    void aDefinitionOfAMarkingTakesWhatItMarksAlong() throws Refused, IOException {
        String marking = "marking-definition--11111111-1111-4111-8111-111111111111";
        StixObject definition = StixObject.parse("""
                {"type":"marking-definition","spec_version":"2.1","id":"%s","created":"2026-01-01T00:00:00.000Z",\
                "definition_type":"tlp","definition":{"tlp":"red"},"name":"TLP:RED"}""".formatted(marking).getBytes(StandardCharsets.UTF_8));
        StixObject marked = StixObject.parse(new String(secret(9).bytes(), StandardCharsets.UTF_8)
                .replace("\"spec_version\"", "\"object_marking_refs\":[\"" + marking + "\"],\"spec_version\"")
                .getBytes(StandardCharsets.UTF_8));
        try (SharingFixture node = open()) {
            long entry = put(node, List.of(definition, marked));
            Shredder.Applied order = order(node, target(entry, 0));
            node.node.shredder().shred(List.of(order));
            assertEquals(List.of(), items(node, 9), "it would be less closed than it was");
            assertEquals(List.of(), found());
            String live = node.node.contentHash();
            node.node.spine().rebuild(7);
            assertEquals(live, node.node.contentHash());
        }
    }

    private static List<Item> items(SharingFixture node, int number) {
        Gate gate = new Gate(Reader.owner("owner"), Action.HISTORY);
        return gate.openAll(node.items.claims("indicator--00000000-0000-4000-8000-%012d".formatted(number)));
    }

    private static String title(SharingFixture node, int number) {
        return node.objects.open(items(node, number).getFirst()).orElseThrow().title();
    }
}
