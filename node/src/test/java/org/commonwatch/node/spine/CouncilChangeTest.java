package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes over to a council while its organisation appends, without a new origin and without losing what was answered. */
class CouncilChangeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NOTE = "test.note";

    @TempDir
    Path folder;

    /** Anything anybody says. */
    private static final class Note implements EntryType<JsonNode> {
        @Override
        public String name() {
            return NOTE;
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
        public Optional<Refusal> judge(JsonNode command, Leaf leaf, Leaves before) {
            return Optional.empty();
        }
    }

    private NodeFixture open() {
        return NodeFixture.open(
                folder.resolve("home"),
                new LocalDisk(),
                Clock.systemUTC(),
                List.of(new Note()),
                new LoopbackCouncil(folder.resolve("raft")));
    }

    private static Submission note(NodeFixture node, int number) {
        return node.spine()
                .submit(
                        node.community(),
                        NOTE,
                        1,
                        JsonNodeFactory.instance.objectNode().put("number", number),
                        List.of());
    }

    /** Appends one after the other until it is told to end, or refused. */
    private static final class Author implements AutoCloseable {
        private final List<Integer> answered = new CopyOnWriteArrayList<>();
        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
        private final Thread thread;
        private volatile boolean over;

        Author(NodeFixture node, int from) {
            thread = Thread.ofPlatform().start(() -> {
                for (int number = from; !over && failures.isEmpty(); number++) {
                    try {
                        assertTrue(note(node, number).await(PATIENCE), "not applied in time");
                        answered.add(number);
                    } catch (RuntimeException failure) {
                        failures.add(failure);
                    }
                }
            });
        }

        void await(int more) throws InterruptedException {
            int wanted = answered.size() + more;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (answered.size() < wanted) {
                assertEquals(List.of(), failures);
                assertTrue(System.nanoTime() < deadline, "answered " + answered.size() + " of " + wanted);
                Thread.sleep(2);
            }
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
        }
    }

    private static List<Integer> numbers(NodeFixture node) {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] leaf : node.logs()
                .hosted(node.community().number())
                .leaves(0, node.spine().finalSize(node.community()))) {
            try {
                var draft = Envelope.parse(leaf).statement().draft();
                if (draft.type().equals(NOTE)) {
                    numbers.add(draft.body().path("number").asInt());
                }
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        }
        return numbers;
    }

    @Test
    void aLogGoesOverToACouncilUnderLoadAndIsOneAfterARestart() throws Refused, InterruptedException {
        List<Integer> answered = new ArrayList<>();
        String origin;
        try (NodeFixture node = open()) {
            Log log = node.community();
            origin = log.origin();
            assertEquals(Ordering.ALONE, node.logs().ordering(log));
            try (Author author = new Author(node, 0)) {
                author.await(30);
                node.spine().takeSeat(log, Optional.empty());
                assertEquals(Ordering.COUNCIL, node.logs().ordering(log));
                author.await(30);
                node.spine()
                        .policy(log, Policy.unwitnessed(node.logs().keys(log).checkpoint()));
                author.await(30);
                author.close();
                answered.addAll(author.answered);
            }
            assertEquals(answered, numbers(node).subList(0, answered.size()));
            assertEquals(List.of(), voids(node));
        }
        try (NodeFixture node = open()) {
            Log log = node.community();
            assertEquals(Ordering.COUNCIL, node.logs().ordering(log));
            assertEquals(origin, log.origin());
            assertTrue(note(node, 1_000_000).await(PATIENCE));
            List<Integer> numbers = numbers(node);
            assertEquals(answered, numbers.subList(0, answered.size()));
            assertEquals(1_000_000, numbers.getLast());
            assertEquals(numbers.stream().distinct().toList(), numbers, "an entry is there twice");
            node.spine().rebuild(7);
            assertEquals(List.of(), voids(node));
        }
    }

    /** Real Raft until the members went on without it; then nothing of it is left, and one node orders. */
    @Test
    void aCouncilEndsWithItsEpoch() throws Refused, InterruptedException, IOException {
        try (NodeFixture node = open()) {
            Log log = node.community();
            assertTrue(note(node, 1).await(PATIENCE));
            node.spine().takeSeat(log, Optional.empty());
            assertTrue(note(node, 2).await(PATIENCE));
            NoteKey key = node.identity().checkpointKey(log, 2);
            Checkpoint start = node.logs().reader(log).checkpoint().checkpoint();
            Terms terms = new Terms(Policy.unwitnessed(key), Map.of());
            Epoch epoch = new Epoch(log.origin(), 2, terms, start, Set.of());
            node.spine()
                    .succeed(
                            log,
                            new NewEpoch(
                                    epoch, key, node.identity().name(), List.of(URI.create("http://127.0.0.1:1"))));
            assertEquals(Ordering.ALONE, node.logs().ordering(log));
            assertFalse(Files.exists(folder.resolve("raft").resolve("left")));
            try (Stream<Path> left = Files.list(folder.resolve("raft"))) {
                assertEquals(List.of(), left.filter(Files::isDirectory).toList(), "what Raft knew");
            }
            noteOnce(node, 3);
            assertEquals(
                    "epoch-alone",
                    assertThrows(Refused.class, () -> node.spine().takeSeat(log, Optional.empty()))
                            .refusal()
                            .code());
            // Whoever asks late that the node leaves its seat changes nothing any more.
            Follows others = new Follows(
                    List.of(URI.create("http://127.0.0.1:1")), terms.policy().text());
            node.spine().others(log, others);
            node.spine().leaveSeat(log, others);
            assertEquals(Ordering.ALONE, node.logs().ordering(log));
        }
        try (NodeFixture node = open()) {
            assertEquals(Ordering.ALONE, node.logs().ordering(node.community()));
            noteOnce(node, 4);
            assertEquals(List.of(1, 2, 3, 4), numbers(node));
            assertEquals(List.of(), voids(node));
            node.spine().rebuild(7);
            assertEquals(List.of(), voids(node));
        }
    }

    /** No backup holds the council's own files: where there are no others, the node begins one by itself. */
    @Test
    void aCouncilIsBackedUpUnderLoad() throws Exception {
        Path restored = folder.resolve("restored");
        List<Integer> before;
        try (NodeFixture node = open()) {
            node.spine().takeSeat(node.community(), Optional.empty());
            try (Author author = new Author(node, 0)) {
                author.await(40);
                before = List.copyOf(author.answered);
                Unpacked.into(restored, node.backup());
                author.await(5);
            }
        }
        try (NodeFixture node = NodeFixture.open(
                restored,
                new LocalDisk(),
                Clock.systemUTC(),
                List.of(new Note()),
                new LoopbackCouncil(folder.resolve("raft-restored")))) {
            assertEquals(Ordering.COUNCIL, node.logs().ordering(node.community()));
            node.catchUp();
            List<Integer> there = numbers(node);
            assertTrue(there.containsAll(before), there + " lacks some of " + before);
            node.verify();
            noteOnce(node, 9_999);
        }
    }

    /** Right after a turn a log takes nothing new for a moment. */
    private static void noteOnce(NodeFixture node, int number) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertTrue(note(node, number).await(PATIENCE));
                return;
            } catch (NotAccepted notYet) {
                assertTrue(System.nanoTime() < deadline, notYet.toString());
                Thread.sleep(5);
            }
        }
    }

    private static List<String> voids(NodeFixture node) {
        return node.index()
                .read(db -> db.query(
                        "SELECT void_reason FROM entry WHERE log = ? AND void_reason IS NOT NULL",
                        row -> row.getString(1),
                        node.community().number()));
    }
}
