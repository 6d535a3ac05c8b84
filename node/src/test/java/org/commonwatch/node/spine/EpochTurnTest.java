package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.sharing.SharingFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The turn of a log to its next epoch on a real folder, with the node killed at each step of it. */
class EpochTurnTest {
    @TempDir
    private Path folder = Path.of("");

    /** The real disk of a process that is killed: from one operation on nothing is done any more. */
    private static final class KilledDisk implements Disk {
        private final LocalDisk real = new LocalDisk();
        private int left = Integer.MAX_VALUE;
        private boolean doneBeforeDying;

        synchronized void dieAfter(int operations, boolean lastIsDone) {
            left = operations;
            doneBeforeDying = lastIsDone;
        }

        synchronized boolean dead() {
            return left <= 0;
        }

        @FunctionalInterface
        private interface Step {
            void run() throws IOException;
        }

        private synchronized void change(Step step) throws IOException {
            if (left <= 0) {
                throw new IOException("the process was killed");
            }
            left--;
            if (left > 0 || doneBeforeDying) {
                step.run();
            }
            if (left == 0) {
                throw new IOException("the process was killed");
            }
        }

        @Override
        public DiskFile openToRead(Path file) throws IOException {
            return real.openToRead(file);
        }

        @Override
        public DiskFile openToWrite(Path file) throws IOException {
            change(() -> {});
            return real.openToWrite(file);
        }

        @Override
        public void createDirectories(Path directory) throws IOException {
            change(() -> real.createDirectories(directory));
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            change(() -> real.syncDirectory(directory));
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            change(() -> real.move(from, to));
        }

        @Override
        public void delete(Path file) throws IOException {
            change(() -> real.delete(file));
        }

        @Override
        public boolean exists(Path file) {
            return real.exists(file);
        }

        @Override
        public List<String> list(Path directory) throws IOException {
            return real.list(directory);
        }

        @Override
        public long usableBytes(Path directory) throws IOException {
            return real.usableBytes(directory);
        }
    }

    private static SharingFixture open(Path home, Disk disk) {
        return SharingFixture.open(home, disk, NodeFixture.steps(SharingFixture.START));
    }

    private static void put(SharingFixture node, int number) {
        node.put(node.node.community(), "b-" + number, List.of(SharingFixture.indicator(number, 1)));
    }

    /** The second epoch of the community's log, ordered by this node alone. */
    private static NewEpoch second(SharingFixture node) {
        Log log = node.node.community();
        NoteKey key = node.node.identity().checkpointKey(log, 2);
        LogReader reader = node.node.logs().reader(log);
        Epoch epoch = new Epoch(
                log.origin(),
                2,
                new Terms(Policy.unwitnessed(key), Map.of()),
                reader.checkpoint().checkpoint(),
                Set.of());
        return new NewEpoch(epoch, key, node.node.identity().name(), List.of(URI.create("http://127.0.0.1:1")));
    }

    @Test
    void nothingIsLostWhereverTheNodeIsKilled() throws Refused {
        List<Integer> turnedAt = new ArrayList<>();
        boolean killed = true;
        int step = 0;
        while (killed) {
            // Each of the first steps, then some of them: what comes late only tidies up.
            step += 1 + step / 24;
            Path home = folder.resolve("home-" + step);
            try (SharingFixture node = open(home, new LocalDisk())) {
                put(node, 1);
                put(node, 2);
                put(node, 3);
            }
            killed = turnUntilKilled(home, step);
            try (SharingFixture node = open(home, new LocalDisk())) {
                Log log = node.node.community();
                long before = node.node.spine().finalSize(log);
                String what = "killed at " + step;
                String content = node.node.contentHash();
                if (node.node.logs().era(log).isEmpty()) {
                    node.node.spine().succeed(log, second(node));
                } else {
                    turnedAt.add(step);
                }
                assertEquals(Optional.of(2L), node.node.logs().era(log).map(Era::number), what);
                assertEquals(before, node.node.spine().finalSize(log), what);
                put(node, 4);
                assertTrue(node.node.spine().finalSize(log) > before, what);
                assertTrue(!content.equals(node.node.contentHash()), what);
                assertEquals(4, node.node.verify(), what);
            }
            Path epochs = home.resolve("ledger").resolve(Logs.COMMUNITY).resolve("epochs");
            assertTrue(Files.exists(epochs.resolve("1.final")), "killed at " + step);
            assertTrue(!Files.exists(epochs.resolve("2.new")) && !Files.exists(epochs.resolve("1.old")));
        }
        assertTrue(step > 20, "only " + step + " steps");
        assertTrue(turnedAt.size() > 3 && turnedAt.getFirst() > 10, turnedAt.toString());
    }

    /** Whether the node was killed before it had turned and opened the log. */
    private static boolean turnUntilKilled(Path home, int step) throws Refused {
        KilledDisk disk = new KilledDisk();
        SharingFixture node = open(home, disk);
        boolean done = false;
        try {
            NewEpoch next = second(node);
            disk.dieAfter(step, step % 2 == 0);
            node.node.spine().succeed(node.node.community(), next);
            done = true;
        } catch (UncheckedIOException dead) {
            assertTrue(disk.dead(), dead.toString());
        }
        try {
            node.close();
        } catch (UncheckedIOException dead) {
            assertTrue(disk.dead(), dead.toString());
        }
        return !done || disk.dead();
    }
}
