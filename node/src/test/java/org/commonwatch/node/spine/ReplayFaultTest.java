package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.LocalDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A projection that cannot take an entry in, and one that takes long to make the index anew. */
class ReplayFaultTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private volatile boolean broken;
    private volatile Optional<CountDownLatch> gate = Optional.empty();
    private final CountDownLatch inside = new CountDownLatch(1);

    @Test
    void aFaultNobodyThoughtOfIsShownAndTriedAgain() throws InterruptedException {
        try (NodeFixture node = open()) {
            assertTrue(note(node, 1).await(PATIENCE));
            broken = true;
            Submission waiting = note(node, 2);
            await(() -> node.spine().fault().isPresent());
            assertEquals(Optional.of("a bug"), node.spine().fault());
            broken = false;
            assertTrue(waiting.await(PATIENCE));
            await(() -> node.spine().fault().isEmpty());
            assertEquals(2L, (long) node.index().read(db -> db.number("SELECT count(*) FROM note")));
        }
    }

    /** Whoever acts on what a log says is told nothing while the index passes through the past. */
    @Test
    void whatIsSoNowIsNotSaidWhileTheIndexIsMadeAnew() throws InterruptedException {
        try (NodeFixture node = open()) {
            for (int i = 0; i < 10; i++) {
                assertTrue(note(node, i).await(PATIENCE));
            }
            assertEquals(Optional.of(10L), notes(node));
            CountDownLatch open = new CountDownLatch(1);
            gate = Optional.of(open);
            Thread rebuilding = Thread.ofPlatform().start(() -> node.spine().rebuild(3));
            assertTrue(inside.await(120, TimeUnit.SECONDS));
            long past = node.index().read(db -> db.number("SELECT count(*) FROM note"));
            assertTrue(past < 10, "the index is being made: " + past);
            assertEquals(Optional.empty(), notes(node));
            open.countDown();
            rebuilding.join();
            assertEquals(Optional.of(10L), notes(node));
        }
        gate = Optional.empty();
        try (NodeFixture node = open()) {
            await(() -> notes(node).equals(Optional.of(10L)));
        }
    }

    private static Optional<Long> notes(NodeFixture node) {
        return node.spine().asOfNow(node.home(), () -> node.index().read(db -> db.number("SELECT count(*) FROM note")));
    }

    private static Submission note(NodeFixture node, int n) {
        return node.spine()
                .submit(
                        node.home(),
                        "test.note",
                        1,
                        JsonNodeFactory.instance.objectNode().put("n", n),
                        List.of());
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 6_000 && !what.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertTrue(what.getAsBoolean());
    }

    private NodeFixture open() {
        return NodeFixture.open(
                folder,
                new LocalDisk(),
                NodeFixture.steps(Instant.parse("2026-11-26T00:00:00Z")),
                List.of(new NoteEntry()),
                List.of(new Notes()));
    }

    private static final class NoteEntry implements EntryType<JsonNode> {
        @Override
        public String name() {
            return "test.note";
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

    private final class Notes implements Projection {
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
            return "CREATE TABLE note (log INTEGER, entry INTEGER, PRIMARY KEY (log, entry)) WITHOUT ROWID;";
        }

        @Override
        public void apply(Applied entry, Db db) {
            if (!entry.leaf().type().equals("test.note")) {
                return;
            }
            if (broken) {
                throw new IllegalStateException("a bug");
            }
            if (entry.leaf().index() > 5) {
                gate.ifPresent(this::pass);
            }
            db.update(
                    "INSERT INTO note VALUES (?,?)",
                    entry.leaf().log().number(),
                    entry.leaf().index());
        }

        private void pass(CountDownLatch open) {
            inside.countDown();
            try {
                assertTrue(open.await(120, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
