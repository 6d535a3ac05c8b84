package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.commonwatch.council.ProcessCouncil.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes killed with SIGKILL and lines cut, under load. */
class CouncilProcessTest {
    /** Within this, entries are acknowledged again: five seconds where nothing else runs, more on a machine that is shared. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** About so many of the acknowledged entries are asked for, each a question to another process; a hole is no single entry. */
    private static final int CHECKED_MAX = 2_000;

    @TempDir
    Path home;

    private static void awaitAcks(Node node, long more) {
        long before = node.acks();
        Party.await("node " + node.number + " is answered", () -> node.acks() >= before + more);
    }

    /** Every node that runs gets an answer to an append it made after now, in time. */
    private static void assertGoesOn(ProcessCouncil council, String what) {
        long from = System.nanoTime();
        council.running().forEach(node -> awaitAcks(node, 65));
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        System.out.println(what + ": entries are acknowledged again after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(AGAIN) < 0, what + ": it took " + took);
    }

    /** All loads end, then every node has all that anybody was told is there. */
    private static void assertNothingLost(ProcessCouncil council) {
        council.running().forEach(Node::rest);
        Map<Long, String> told = council.acknowledged();
        long size = told.keySet().stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
        for (Node node : council.running()) {
            assertFalse(node.forked());
            Party.await(
                    "node " + node.number + " has " + size, () -> node.status().published() >= size);
        }
        // Each entry at one node: their roots are one by the checkpoints they take from each other.
        int stride = Math.max(1, told.size() / CHECKED_MAX);
        int i = 0;
        for (Map.Entry<Long, String> entry : told.entrySet()) {
            if (i++ % stride == 0) {
                Node node = council.running().get(i % council.running().size());
                assertEquals(entry.getValue(), node.has(entry.getKey()), "entry " + entry.getKey());
            }
        }
    }

    private void killEach(int nodes) throws IOException, InterruptedException {
        try (ProcessCouncil council = new ProcessCouncil(home, nodes)) {
            council.found();
            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 200));

            int leader = council.leader();
            council.kill(leader);
            assertGoesOn(council, "the leader was killed");
            council.start(leader, "open");
            council.node(leader).load();
            awaitAcks(council.node(leader), 65);

            int follower = (council.leader() + 1) % nodes;
            council.kill(follower);
            assertGoesOn(council, "a follower was killed");
            council.start(follower, "open");
            Party.await(
                    "it has caught up",
                    () -> council.node(follower).status().published()
                            >= council.acknowledged().size());
            assertNothingLost(council);

            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 100));
            for (int number = 0; number < nodes; number++) {
                council.kill(number);
            }
            for (int number = 0; number < nodes; number++) {
                council.start(number, "open");
            }
            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 65));
            assertNothingLost(council);
        }
    }

    @Test
    @Tag("long")
    void killingAnyOneOfThreeStopsNothingAndKillingAllLosesNothing() throws IOException, InterruptedException {
        killEach(3);
    }

    @Test
    @Tag("long")
    void killingAnyOneOfFiveStopsNothingAndKillingAllLosesNothing() throws IOException, InterruptedException {
        killEach(5);
    }

    @Test
    void aLeaderThatIsCutOffIsReplacedAndComesBack() throws IOException, InterruptedException {
        try (ProcessCouncil council = new ProcessCouncil(home, 3)) {
            council.found();
            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 100));
            int leader = council.leader();
            council.isolate(leader, true);
            long from = System.nanoTime();
            council.running().stream().filter(node -> node.number != leader).forEach(node -> awaitAcks(node, 65));
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            System.out.println("the leader was cut off: it took " + took.toMillis() + " ms");
            assertTrue(took.compareTo(AGAIN) < 0, "the leader was cut off: it took " + took);
            council.isolate(leader, false);
            awaitAcks(council.node(leader), 65);
            council.delay(10);
            council.running().forEach(node -> awaitAcks(node, 65));
            assertNothingLost(council);
        }
    }
}
