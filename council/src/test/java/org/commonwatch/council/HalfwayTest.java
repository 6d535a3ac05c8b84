package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.commonwatch.council.RaftTurns.Stored;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody is killed while a council grows or shrinks, at any point of that, and opened again. What each node had of the change
 * on its disk is put there turn by turn: a leader may have lost what another one still has, since both write at once.
 */
class HalfwayTest {
    private static final SigningKey ALICE = Party.author(1);

    @TempDir
    Path home;

    /** How far a node's disk has come. */
    private enum Has {
        /** No turn at all: it has joined and nobody has called it. */
        NOTHING,

        /** All turns before the change. */
        BEFORE,

        /** The turn that names the nodes before and after. */
        BOTH,

        /** The turn that names the nodes after. */
        AFTER
    }

    /** The second one comes; both are most of two. */
    @Test
    void oneBecomesTwo() throws Refused, IOException {
        try (Change change = new Change(1, 2)) {
            change.goesOnFrom("""
                    BEFORE  NOTHING
                    BEFORE  BEFORE
                    BEFORE  BOTH
                    BOTH    NOTHING
                    BOTH    BEFORE
                    BOTH    BOTH
                    BOTH    AFTER
                    AFTER   NOTHING
                    AFTER   BEFORE
                    AFTER   BOTH
                    AFTER   AFTER
                    """);
        }
    }

    /** The second one goes. */
    @Test
    void twoBecomeOne() throws Refused, IOException {
        try (Change change = new Change(2, 1)) {
            change.goesOnFrom("""
                    BEFORE  BEFORE
                    BEFORE  BOTH
                    BOTH    BEFORE
                    BOTH    BOTH
                    BOTH    AFTER
                    AFTER   BOTH
                    AFTER   AFTER
                    """);
        }
    }

    @Test
    @Tag("long")
    void twoBecomeThree() throws Refused, IOException {
        try (Change change = new Change(2, 3)) {
            change.goesOnFrom("""
                    BEFORE  BEFORE  NOTHING
                    BEFORE  BEFORE  BOTH
                    BOTH    BEFORE  NOTHING
                    BOTH    BEFORE  BOTH
                    BOTH    BOTH    BEFORE
                    BOTH    BOTH    BOTH
                    AFTER   BOTH    NOTHING
                    AFTER   BOTH    BOTH
                    AFTER   AFTER   BOTH
                    """);
        }
    }

    @Test
    @Tag("long")
    void threeBecomeTwo() throws Refused, IOException {
        try (Change change = new Change(3, 2)) {
            change.goesOnFrom("""
                    BEFORE  BEFORE  BOTH
                    BOTH    BEFORE  BEFORE
                    BOTH    BEFORE  BOTH
                    BOTH    BOTH    BEFORE
                    BOTH    BOTH    BOTH
                    AFTER   BOTH    BEFORE
                    AFTER   BOTH    BOTH
                    AFTER   AFTER   BOTH
                    """);
        }
    }

    /** One change, as it was before and as all of it stands on the nodes' disks. */
    private final class Change implements AutoCloseable {
        private final LocalCouncil council = new LocalCouncil(home.resolve("nodes"));
        private final int nodes;
        private final int after;
        private final Map<Integer, byte[]> confBefore = new HashMap<>();
        private final List<Receipt> told;

        /** @param before the council has so many nodes, and then {@code after} */
        Change(int before, int after) throws Refused, IOException {
            this.nodes = Math.max(before, after);
            this.after = after;
            council.open(0);
            told = CouncilTest.append(council.leader(), ALICE, 5);
            for (int next = 1; next < before; next++) {
                council.grow(next);
                CouncilTest.awaitFinal(council, 5);
            }
            for (int node = 0; node < before; node++) {
                Path conf = current(node).resolve("raft-meta.conf");
                Party.await("it is noted who the council is", () -> Files.exists(conf));
                confBefore.put(node, Files.readAllBytes(conf));
            }
            if (before < after) {
                council.grow(before);
                Party.await(
                        "all know",
                        () -> council.running().stream()
                                .allMatch(node -> node.agreed().size() == after));
            } else {
                // Whoever leads: the last one to come goes.
                council.shrink(after);
                Party.await(
                        "it is agreed",
                        () -> council.running().stream()
                                .anyMatch(node -> node.agreed().size() == after));
            }
            for (int node = 0; node < nodes; node++) {
                council.close(node);
            }
            copy(home.resolve("nodes"), home.resolve("kept"));
        }

        private Path current(int node) throws IOException {
            return RaftTurns.current(council.folder(node).resolve("raft"));
        }

        private SortedMap<Long, Stored> allTurns() throws IOException {
            SortedMap<Long, Stored> all = new TreeMap<>();
            for (int node = 0; node < nodes; node++) {
                all.putAll(RaftTurns.read(current(node)));
            }
            return all;
        }

        private static long last(SortedMap<Long, Stored> all, Has has, int after) {
            long both = all.values().stream()
                    .filter(Stored::isBoth)
                    .mapToLong(stored -> stored.turn().getIndex())
                    .max()
                    .orElseThrow();
            long alone = all.tailMap(both).values().stream()
                    .filter(stored -> stored.isCouncilOf(after))
                    .mapToLong(stored -> stored.turn().getIndex())
                    .findFirst()
                    .orElseThrow();
            return switch (has) {
                case NOTHING -> -1;
                case BEFORE -> both - 1;
                case BOTH -> both;
                case AFTER -> alone;
            };
        }

        /** A row a point: what each node has. */
        void goesOnFrom(String table) throws IOException, Refused {
            for (String row : table.lines().toList()) {
                goesOnFrom(Stream.of(row.strip().split(" +")).map(Has::valueOf).toArray(Has[]::new));
            }
        }

        /** Puts on each node's disk what it has, opens all, and finishes what was begun, as whoever leads does by the log. */
        private void goesOnFrom(Has... have) throws IOException, Refused {
            String row = nodes + " nodes of which " + after + " stay: " + List.of(have);
            deleteAll(home.resolve("nodes"));
            copy(home.resolve("kept"), home.resolve("nodes"));
            SortedMap<Long, Stored> all = allTurns();
            for (int node = 0; node < nodes; node++) {
                SortedMap<Long, Stored> own = RaftTurns.read(current(node));
                long last = last(all, have[node], after);
                RaftTurns.write(
                        current(node), new TreeMap<>(all.subMap(own.firstKey(), Math.max(own.firstKey(), last + 1))));
                Path conf = current(node).resolve("raft-meta.conf");
                Files.deleteIfExists(conf);
                if (confBefore.containsKey(node)) {
                    Files.write(conf, confBefore.get(node));
                }
            }
            long from = System.nanoTime();
            for (int node = 0; node < nodes; node++) {
                council.open(node);
            }
            List<Seat> wanted =
                    IntStream.range(0, after).mapToObj(council::seat).toList();
            Party.await(row + ": the change comes to its end", () -> finished(wanted));
            List<Receipt> more = CouncilTest.append(council.node(0), ALICE, 5);
            System.out.println(row + " goes on after " + (System.nanoTime() - from) / 1_000_000 + " ms");
            List<CouncilSequencer> stay =
                    IntStream.range(0, after).mapToObj(council::node).toList();
            long size = more.getLast().index() + 1;
            Party.await(
                    row + ": all have it",
                    () -> stay.stream().allMatch(node -> node.finality().finalSize() >= size));
            Digest root = stay.getFirst().reader().rootAt(size);
            for (CouncilSequencer node : stay) {
                assertEquals(root, node.reader().rootAt(size), row);
                for (Receipt one : told) {
                    assertEquals(one.statementId(), statement(node, one.index()), row);
                }
            }
            for (int node = 0; node < nodes; node++) {
                council.close(node);
            }
        }

        private boolean finished(List<Seat> wanted) {
            return council.running().stream().filter(CouncilSequencer::leads).anyMatch(leader -> {
                List<Seat> now = leader.agreed();
                if (now.size() == wanted.size() && now.containsAll(wanted)) {
                    return true;
                }
                try {
                    leader.seats(wanted);
                } catch (IOException | Refused notNow) {
                    // It is under way, or who comes is not there: asked again.
                }
                return false;
            });
        }

        @Override
        public void close() {
            council.close();
        }
    }

    private static Digest statement(CouncilSequencer node, long index) {
        byte[] leaf = node.reader()
                .entries(index, index + 1)
                .findFirst()
                .orElseThrow()
                .bytes();
        try {
            return Envelope.parse(leaf).id();
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
