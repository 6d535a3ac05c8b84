package org.commonwatch.council;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.commonwatch.council.ProcessCouncil.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes killed with SIGKILL and lines cut, under load. */
class CouncilProcessTest {
    /** Within this, entries are acknowledged again: five seconds are asked where nothing else runs, and tests are not alone. */
    private static final Duration AGAIN = Duration.ofSeconds(15);

    /** Before that, connections that were forgotten have to be given up and closed. */
    private static final Duration REDIALLED =
            Duration.ofMillis(Redialing.SILENT_MILLIS_MAX).plusSeconds(5);

    /** Seven processes on a machine that others use: those that were away have to get through what the others have ordered. */
    private static final Duration SEVEN_AGAIN = Duration.ofMinutes(1);

    /** A line stays cut so long: the leader has stopped trying all the time. */
    private static final Duration CUT_OFF = Duration.ofSeconds(5);

    /** About so many of the acknowledged entries are asked for, each a question to another process; a hole is no single entry. */
    private static final int CHECKED_MAX = 2_000;

    @TempDir
    Path home;

    private static void awaitAcks(Node node, long more) {
        long before = node.acks();
        Party.await("node " + node.number + " is answered", () -> node.acks() >= before + more);
    }

    /** Each of these nodes gets an answer to an append it made after now, in time. */
    private static void assertGoOn(List<Node> nodes, String what) {
        assertGoOn(nodes, AGAIN, what);
    }

    private static void assertGoOn(List<Node> nodes, Duration within, String what) {
        long from = System.nanoTime();
        List<Long> before = nodes.stream().map(Node::acks).toList();
        Party.await(what + ", and each of the nodes is answered", () -> {
            boolean all = true;
            for (int i = 0; i < nodes.size(); i++) {
                // All that were under way before, and one more.
                all &= nodes.get(i).acks() > before.get(i) + CouncilProcess.LOAD_UNDER_WAY;
            }
            return all;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        System.out.println(what + ": entries are acknowledged again after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(within) < 0, what + ": it took " + took);
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
            assertGoOn(council.running(), "the leader was killed");
            council.start(leader, "open");
            council.node(leader).load();
            awaitAcks(council.node(leader), 65);

            int follower = (council.leader() + 1) % nodes;
            council.kill(follower);
            assertGoOn(council.running(), "a follower was killed");
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

    /** Without a fourth one nothing is agreed on. */
    @Test
    @Tag("long")
    void threeOfSevenMayBeKilledAndWithFourGoneNothingIsAcknowledgedAndNothingLost()
            throws IOException, InterruptedException {
        try (ProcessCouncil council = new ProcessCouncil(home, 7)) {
            council.found();
            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 100));
            List<Integer> gone = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                gone.add(council.leader());
                council.kill(gone.getLast());
            }
            assertGoOn(council.running(), "three of seven were killed, each the leader");
            int fourth = council.running().getFirst().number;
            council.kill(fourth);
            // What was agreed on before is still told.
            pause(CUT_OFF);
            List<Long> before = council.running().stream().map(Node::acks).toList();
            pause(CUT_OFF);
            assertEquals(before, council.running().stream().map(Node::acks).toList(), "four of seven are gone");
            council.start(fourth, "open");
            council.node(fourth).load();
            assertGoOn(council.running(), SEVEN_AGAIN, "the fourth one came back");
            for (int number : gone) {
                council.start(number, "open");
                council.node(number).load();
            }
            assertGoOn(council.running(), SEVEN_AGAIN, "all came back");
            assertNothingLost(council);
            council.grow(6);
            council.kill(6);
            council.running().forEach(Node::load);
            assertGoOn(council.running(), SEVEN_AGAIN, "seven became six");
            assertNothingLost(council);
        }
    }

    /** Cuts a node off for a while; the others go on, and so does it once the line is mended. */
    private static void cut(ProcessCouncil council, int victim, boolean forgotten, String what) {
        List<Node> others =
                council.running().stream().filter(node -> node.number != victim).toList();
        council.isolate(victim, true);
        if (forgotten) {
            council.forget(victim);
        }
        assertGoOn(others, what + " was cut off");
        pause(CUT_OFF);
        council.isolate(victim, false);
        assertGoOn(council.running(), forgotten ? AGAIN.plus(REDIALLED) : AGAIN, what + " came back");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoIsCutOffIsReplacedAndComesBack() throws IOException, InterruptedException {
        try (ProcessCouncil council = new ProcessCouncil(home, 3)) {
            council.found();
            council.running().forEach(Node::load);
            council.running().forEach(node -> awaitAcks(node, 100));
            cut(council, council.leader(), false, "the leader");
            cut(council, (council.leader() + 1) % 3, true, "a follower whose connections are forgotten");
            cut(council, council.leader(), true, "the leader whose connections are forgotten");
            council.delay(10);
            council.running().forEach(node -> awaitAcks(node, 65));
            assertNothingLost(council);
        }
    }
}
