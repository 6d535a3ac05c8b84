package org.commonwatch.node.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.node.council.RunningCouncil;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.StateRoot;
import org.commonwatch.node.spine.StateRoots;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.node.spine.TwoSeats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node states what its entries made of the community; one whose rules went wrong finds out, and where. */
class StatesTest {
    /** Of a node that orders alone. */
    private static final RunningCouncil NO_COUNCIL = new RunningCouncil() {
        @Override
        public Optional<List<String>> ordering(Log log) {
            return Optional.empty();
        }

        @Override
        public Optional<Running> running(Log log) {
            return Optional.empty();
        }
    };

    /** Half of what a lane takes before it asks to be waited for. */
    private static final int UNDER_WAY_MAX = Lane.WINDOW_MAX / 2;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void aNodeThatTookAWrongTurnSaysSoAndWhereAndARebuildMendsIt() {
        StateRoot stated;
        try (NodeFixture node = open(0)) {
            fill(node, StateRoot.SPACING + 10);
            watch(node).look(node.community());
            node.catchUp();
            stated = roots(node).newest(node.community()).orElseThrow();
            assertEquals(StateRoot.SPACING, stated.size());
            assertEquals(StateRoot.SPACING, states(node).agreed(node.community()));
            assertEquals(Optional.empty(), states(node).difference(node.community()));
            long entries = node.status(node.community()).orElseThrow().size();
            watch(node).look(node.community());
            assertEquals(entries, node.status(node.community()).orElseThrow().size(), "it is said once");
            node.spine().rebuild(7);
            assertEquals(Optional.of(stated), roots(node).newest(node.community()), "whatever the batches are");
        }
        try (NodeFixture wrong = open(4_000)) {
            wrong.spine().rebuild(1_000);
            States.Difference found =
                    states(wrong).difference(wrong.community()).orElseThrow();
            assertEquals("notes 1", found.part());
            assertEquals(StateRoot.SPACING, found.size());
            assertEquals(wrong.identity().name(), found.author());
            assertEquals(0, states(wrong).agreed(wrong.community()));
        }
        try (NodeFixture mended = open(0)) {
            mended.spine().rebuild(1_000);
            assertEquals(Optional.empty(), states(mended).difference(mended.community()));
            assertEquals(Optional.of(stated), roots(mended).newest(mended.community()));
        }
    }

    /** Who leads states what it came to; another seat that came to something else says so, and the one that leads hears of it. */
    @Test
    void aSeatOfACouncilThatTookAWrongTurnSaysSo() throws Refused, IOException {
        try (TwoSeats council = new TwoSeats(
                folder,
                List.of(new StateRootEntry(), new NoteEntry()),
                List.of(new StateProjection(), new Notes(0)),
                List.of(new StateProjection(), new Notes(4_000)))) {
            NodeFixture leads = council.founder();
            NodeFixture other = council.joiner();
            fill(leads, StateRoot.SPACING + 10);
            council.catchUp();
            StateWatch otherWatch = watch(other, council.seenBy(other));
            otherWatch.look(other.community());
            council.catchUp();
            assertEquals(List.of(), claims(leads), "only who leads states what nobody asked for");
            watch(leads, council.seenBy(leads)).look(leads.community());
            council.catchUp();
            assertEquals(List.of(leads.identity().name()), claims(other));
            assertEquals(Optional.empty(), states(leads).difference(leads.community()));
            otherWatch.look(other.community());
            council.catchUp();
            assertEquals(List.of(leads.identity().name(), other.identity().name()), claims(leads));
            States.Difference found =
                    states(leads).difference(leads.community()).orElseThrow();
            assertEquals(other.identity().name(), found.author());
            assertEquals("notes 1", found.part());
            assertEquals(StateRoot.SPACING, found.size());
            assertEquals(
                    leads.identity().name(),
                    states(other).difference(other.community()).orElseThrow().author());
        }
    }

    private static List<String> claims(NodeFixture node) {
        return node.index()
                .read(db -> db.query(
                        "SELECT author FROM state_claim WHERE log = ? ORDER BY entry",
                        row -> row.getString(1),
                        node.community().number()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"size":4096,"parts":{"void 1":"HEX"}}                   | true
            {"size":8192,"parts":{"void 1":"HEX","membership 2":"HEX"}} | true
            {"size":4097,"parts":{"void 1":"HEX"}}                   | false
            {"size":0,"parts":{"void 1":"HEX"}}                      | false
            {"size":-4096,"parts":{"void 1":"HEX"}}                  | false
            {"size":"4096","parts":{"void 1":"HEX"}}                 | false
            {"size":4096,"parts":{}}                                 | false
            {"size":4096,"parts":{"void":"HEX"}}                     | false
            {"size":4096,"parts":{"void 1":"00"}}                    | false
            {"size":4096,"parts":["HEX"]}                            | false
            {"size":4096}                                            | false
            """)
    void readsWhatIsAStateAndRefusesTheRest(String json, boolean right) throws Refused {
        JsonNode body = BoundedJson.parse(json.replace("HEX", "ab".repeat(32)).getBytes(StandardCharsets.UTF_8));
        if (right) {
            assertEquals(
                    CanonicalJson.text(body),
                    CanonicalJson.text(StateClaim.read(body).body()));
        } else {
            assertEquals(
                    "state-claim",
                    assertThrows(Refused.class, () -> StateClaim.read(body))
                            .refusal()
                            .code());
        }
    }

    private static void fill(NodeFixture node, int entries) {
        Submission last = null;
        for (int i = 0; i < entries; i++) {
            last = node.spine()
                    .submit(
                            node.community(),
                            NoteEntry.TYPE,
                            1,
                            JsonNodeFactory.instance.objectNode().put("n", i),
                            List.of());
            if (i % UNDER_WAY_MAX == UNDER_WAY_MAX - 1) {
                assertTrue(last.await(PATIENCE));
            }
        }
        assertTrue(last != null && last.await(PATIENCE));
        node.catchUp();
    }

    private NodeFixture open(long wrongAt) {
        return NodeFixture.open(
                folder,
                new LocalDisk(),
                NodeFixture.steps(Instant.parse("2026-11-26T00:00:00Z")),
                List.of(new StateRootEntry(), new NoteEntry()),
                List.of(new StateProjection(), new Notes(wrongAt)));
    }

    private static StateRoots roots(NodeFixture node) {
        return new StateRoots(node.index());
    }

    private static States states(NodeFixture node) {
        return new States(node.index(), roots(node));
    }

    private static StateWatch watch(NodeFixture node) {
        return watch(node, NO_COUNCIL);
    }

    private static StateWatch watch(NodeFixture node, RunningCouncil council) {
        return new StateWatch(node.spine(), node.logs(), states(node), roots(node), council, node.identity());
    }

    /** Something to fill a log with. */
    private static final class NoteEntry implements EntryType<JsonNode> {
        static final String TYPE = "test.note";

        @Override
        public String name() {
            return TYPE;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public JsonNode decode(JsonNode body) {
            return body;
        }

        @Override
        public Optional<Refusal> judge(JsonNode note, Leaf leaf, Leaves before) {
            return Optional.empty();
        }
    }

    /** Keeps each note; from {@code wrongAt} on, as a release with a fault would. */
    private record Notes(long wrongAt) implements Projection {
        @Override
        public String name() {
            return "notes";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<String> tables() {
            return List.of("note");
        }

        @Override
        public String schema() {
            return "CREATE TABLE note (log INTEGER, entry INTEGER, n INTEGER, PRIMARY KEY (log, entry)) WITHOUT ROWID;";
        }

        @Override
        public boolean ofLeaves() {
            return true;
        }

        @Override
        public void apply(Applied entry, Db db) {
            if (entry.command() instanceof JsonNode note) {
                Log log = entry.leaf().log();
                long n = note.path("n").asLong();
                db.update(
                        "INSERT INTO note VALUES (?,?,?)",
                        log.number(),
                        entry.leaf().index(),
                        wrongAt > 0 && n >= wrongAt ? 0 : n);
            }
        }
    }
}
