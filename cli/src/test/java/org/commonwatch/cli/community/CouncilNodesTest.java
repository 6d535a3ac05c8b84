package org.commonwatch.cli.community;

import static org.commonwatch.cli.community.NodeProcess.eventually;
import static org.commonwatch.cli.community.NodeProcess.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.commonwatch.faults.Lines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A community whose log several nodes order: real processes, HTTP and Raft between them, some killed with SIGKILL or cut off.
 * Skipped where the node was not packaged.
 */
class CouncilNodesTest extends NodesTest {
    /** Asked are five seconds on a quiet machine, which has its figures in docs/performance.md; these are shared. */
    private static final Duration AGAIN_MAX = Duration.ofSeconds(15);

    /** For how long it is watched besides that who is cut off acknowledges nothing. */
    private static final Duration CUT_OFF = Duration.ofSeconds(5);

    /** Between the nodes, where a test cuts them. */
    private Optional<Lines> lines = Optional.empty();

    private final AtomicInteger values = new AtomicInteger();

    /** Before anybody joined, who would cosign. */
    private String foundersPolicy = "";

    @AfterEach
    void closeLines() throws IOException {
        if (lines.isPresent()) {
            lines.orElseThrow().close();
        }
    }

    private void nodes(int size) {
        List<Supplier<NodeProcess>> starts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Path home = folder.resolve("node" + i);
            Map<String, String> address = Map.of("COMMONWATCH_COUNCIL_ADDRESS", "127.0.0.1:" + freePort());
            starts.add(() -> NodeProcess.start(home, address));
        }
        NodeProcess.startAll(nodes, starts);
    }

    /** A port that was free a moment ago. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many nodes, each of which reaches the others, by HTTP and for the council, over lines that can be cut. */
    private void nodesOnLines(int size) throws IOException {
        List<List<Integer>> ports = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ports.add(List.of(freePort(), freePort()));
        }
        Lines between = new Lines(folder, ports);
        lines = Optional.of(between);
        List<Supplier<NodeProcess>> starts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Path home = folder.resolve("node" + i);
            int http = ports.get(i).getFirst();
            int council = ports.get(i).getLast();
            Map<String, String> variables = Map.of(
                    "COMMONWATCH_PUBLIC_URL", "http://" + Lines.host(i) + ":" + http,
                    "COMMONWATCH_PRIVATE_HOSTS", ".test",
                    "COMMONWATCH_COUNCIL_ADDRESS", Lines.host(i) + ":" + council,
                    "COMMONWATCH_COUNCIL_LISTEN", "127.0.0.1:" + council);
            List<String> hosts = List.of("-Djdk.net.hosts.file=" + between.hosts(i));
            starts.add(() -> NodeProcess.start(home, http, variables, hosts));
        }
        NodeProcess.startAll(nodes, starts);
    }

    /** A community of all nodes, each of which cosigns and offers a seat; the first one orders. */
    private void community() {
        int size = nodes.size();
        NodeProcess steward = nodes.getFirst();
        found(steward, "majority");
        foundersPolicy = steward.get("/api/v1/communities/" + NAME + "/policy")
                .path("policy")
                .asText();
        for (int i = 1; i < size; i++) {
            join(steward, nodes.get(i), "Member " + i);
        }
        eventually("all cosign", () -> cosigners(steward) == size);
        nodes.forEach(node -> node.post("/api/v1/communities/" + NAME + "/council/seat", json()));
        eventually("the steward knows of all seats", () -> offered(steward) == size);
    }

    private static String name(NodeProcess node) {
        return node.get("/api/v1/communities").path("self").asText();
    }

    private static int offered(NodeProcess node) {
        int offered = 0;
        for (JsonNode seat :
                node.get("/api/v1/communities/" + NAME + "/council").path("seats")) {
            offered += seat.path("address").asText().isEmpty() ? 0 : 1;
        }
        return offered;
    }

    /** The council as it runs, for a node that takes part; nobody for another one. */
    private static JsonNode council(NodeProcess node) {
        return node.get("/ledger/" + NAME + "/council");
    }

    private static int ordering(NodeProcess node) {
        return council(node).path("seats").size();
    }

    private static boolean leads(NodeProcess node) {
        return council(node).path("leader").asText().equals(name(node));
    }

    /** The steward names these, and the council comes to it. */
    private void name(List<NodeProcess> members) {
        ObjectNode body = json();
        members.forEach(node -> body.withArray("members").add(name(node)));
        nodes.getFirst().put("/api/v1/communities/" + NAME + "/council", body);
        eventually(
                "a council of " + members.size(),
                () -> members.stream().allMatch(node -> ordering(node) == members.size()));
    }

    private void grow(int size) {
        for (int i = 2; i <= size; i++) {
            name(nodes.subList(0, i));
        }
    }

    private NodeProcess leader(List<NodeProcess> among) {
        eventually("somebody leads", () -> among.stream().anyMatch(CouncilNodesTest::leads));
        return among.stream().filter(CouncilNodesTest::leads).findFirst().orElseThrow();
    }

    private String value() {
        int number = values.incrementAndGet();
        return "198.51." + number / 250 + "." + (1 + number % 250);
    }

    /** Whether it was shared; whether it is final is asked for afterwards. */
    private static boolean shared(NodeProcess author, String value) {
        JsonNode batch = author.importText("Seen: hxxp://" + value + "/x");
        JsonNode shared = author.post(
                "/api/v1/shares",
                json().put("batch", batch.path("batch").asText()).put("collection", NAME));
        return shared.path("shared").asInt() > 0;
    }

    private static void allFind(List<NodeProcess> all, String value) {
        for (NodeProcess node : all) {
            eventually("node in " + node.home() + " finds " + value, () -> node.finds(value, NAME));
        }
    }

    private void shareEverywhere(List<NodeProcess> all) {
        for (NodeProcess author : all) {
            String value = value();
            assertTrue(shared(author, value));
            allFind(all, value);
        }
    }

    private boolean takes(NodeProcess author) {
        try {
            return shared(author, value());
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private List<NodeProcess> without(List<NodeProcess> gone) {
        return nodes.stream().filter(node -> !gone.contains(node)).toList();
    }

    /** Shares at one node until it is told to end; keeps what that node showed as final, and what it took at all. */
    private final class Load implements AutoCloseable {
        private final NodeProcess node;
        private final List<String> taken = new CopyOnWriteArrayList<>();
        private final List<String> acknowledged = new CopyOnWriteArrayList<>();
        private final Thread thread;
        private volatile boolean over;

        Load(NodeProcess node) {
            this.node = node;
            this.thread = Thread.ofPlatform().daemon().start(() -> {
                while (!over) {
                    try {
                        String value = value();
                        if (shared(node, value)) {
                            taken.add(value);
                            if (node.finds(value, NAME)) {
                                acknowledged.add(value);
                            }
                        }
                    } catch (AssertionError | java.io.UncheckedIOException unanswered) {
                        // Nobody was told that it is there.
                    }
                }
            });
        }

        int count() {
            return acknowledged.size();
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Load at every node, so far that entries are final at each. */
    private List<Load> loads() {
        List<Load> loads = nodes.stream().map(Load::new).toList();
        eventually("load", () -> loads.stream().allMatch(load -> load.count() > 3));
        return loads;
    }

    private static List<Load> at(List<Load> loads, List<NodeProcess> some) {
        return loads.stream().filter(load -> some.contains(load.node)).toList();
    }

    /** Each of these nodes acknowledges more entries as final, in time. */
    private static void assertGoOn(List<Load> going, String what) {
        long from = System.nanoTime();
        List<Integer> before = going.stream().map(Load::count).toList();
        eventually(what + ": entries are final again", () -> {
            boolean all = true;
            for (int i = 0; i < going.size(); i++) {
                // The first one may have been on its way before.
                all &= going.get(i).count() > before.get(i) + 1;
            }
            return all;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        System.out.println(
                what + ": entries of " + going.size() + " nodes are final again after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(AGAIN_MAX) < 0, what + ": it took " + took);
    }

    /** Kills a node under load at all of them; what it and the others acknowledged as final is at all of them. */
    private void kill(NodeProcess victim, String what) {
        List<NodeProcess> others = without(List.of(victim));
        List<Load> loads = loads();
        try {
            victim.kill();
            assertGoOn(at(loads, others), what);
        } finally {
            loads.forEach(Load::close);
        }
        List<String> told =
                loads.stream().flatMap(load -> load.acknowledged.stream()).toList();
        told.forEach(value -> allFind(others, value));
        victim.startAgain();
        // Also what was only taken, by the one that was killed too.
        loads.forEach(load -> load.taken.forEach(value -> allFind(nodes, value)));
    }

    /**
     * Cuts the lines between some nodes and the others under load at all of them. The others go on; who is cut off acknowledges
     * nothing; when the lines are mended, all that was acknowledged, or only taken, is at every node, and they hold one log.
     */
    private void cut(List<NodeProcess> some, String what) {
        List<Integer> numbers = some.stream().map(nodes::indexOf).toList();
        List<NodeProcess> others = without(some);
        List<Load> loads = loads();
        try {
            lines.orElseThrow().isolate(numbers, true);
            assertGoOn(at(loads, others), what);
            List<Load> cutOff = at(loads, some);
            List<Integer> before = cutOff.stream().map(Load::count).toList();
            assertGoOn(at(loads, others), what + ", a while later");
            NodeProcess.pause(CUT_OFF);
            assertEquals(before, cutOff.stream().map(Load::count).toList(), what + " and acknowledged entries");
            lines.orElseThrow().isolate(numbers, false);
            assertGoOn(loads, what + " and came back");
        } finally {
            lines.orElseThrow().isolate(numbers, false);
            loads.forEach(Load::close);
        }
        loads.forEach(load -> load.taken.forEach(value -> allFind(nodes, value)));
        eventually(
                what + ": one log",
                () -> nodes.stream()
                                .map(CouncilNodesTest::checkpoint)
                                .distinct()
                                .count()
                        == 1);
    }

    /** Origin, size and root of what is final at a node. */
    private static List<String> checkpoint(NodeProcess node) {
        byte[] note = node.fetch("/ledger/" + NAME + "/checkpoint", true).body();
        return new String(note, StandardCharsets.UTF_8).lines().limit(3).toList();
    }

    private static Path log(NodeProcess node) {
        return node.home().resolve("ledger").resolve(NAME);
    }

    @Test
    void threeNodesOrderTogetherAndTheOthersGoOnWhenTheLeaderIsKilled() throws IOException {
        nodes(3);
        community();
        shareEverywhere(nodes);
        grow(3);
        shareEverywhere(nodes);
        kill(leader(nodes), "the leader of three was killed");
        shareEverywhere(nodes);

        // From the founder's policy, which no node but its own has known, over every change of cosigners and council.
        settled(nodes);
        nodes.forEach(NodeProcess::kill);
        IndependentCheck check = new IndependentCheck(folder, foundersPolicy);
        Path log = log(nodes.getFirst());
        check.verifies(log, "log keys: 3, quorum: 2 of 3 cosigners", "signed with the log key of org-");
        check.noticesABentSignature(log, log.resolve("checkpoint"));
        try (Stream<Path> handovers = Files.list(log.resolve("handover"))) {
            check.noticesABentSignature(log, handovers.findAny().orElseThrow());
        }
    }

    /** Two of three that order are gone, two of five that cosign: no council decides any more, and the members do. */
    @Test
    @Tag("long")
    void theMembersGoOnWithoutMostOfTheCouncil() {
        nodes(5);
        community();
        grow(3);
        shareEverywhere(nodes);
        List<NodeProcess> gone = nodes.subList(0, 2);
        List<NodeProcess> here = nodes.subList(2, 5);
        gone.forEach(NodeProcess::kill);
        NodeProcess orders = here.getFirst();
        JsonNode proposed = orders.post(SuccessionNodesTest.SUCCESSION + "/terms", json());
        assertEquals(2, proposed.path("silent").size(), proposed.toString());
        String terms = proposed.path("terms").path("id").asText();
        for (NodeProcess node : here) {
            SuccessionNodesTest.knows(node, terms);
            SuccessionNodesTest.vote(node, terms, false);
        }
        eventually("the second epoch", () -> here.stream().allMatch(node -> SuccessionNodesTest.epoch(node) == 2));
        eventually("who orders now has taken what was under way before", () -> takes(orders));
        shareEverywhere(here);
        assertEquals(0, ordering(orders), "one node orders, and no council");
        gone.forEach(NodeProcess::startAgain);
        eventually(
                "who sat in the council has left it",
                () -> gone.stream().allMatch(node -> SuccessionNodesTest.epoch(node) == 2 && ordering(node) == 0));
        eventually("all cosign again", () -> cosigners(orders) == 5);
        shareEverywhere(nodes);
        nodes.forEach(NodeProcess::kill);
        new IndependentCheck(folder, foundersPolicy)
                .verifies(
                        log(gone.getFirst()),
                        "log keys: 3, quorum: 3 of 5 cosigners",
                        "epoch 2 begins with ",
                        "signed with the log key of org-");
        nodes.forEach(NodeProcess::startAgain);
        shareEverywhere(nodes);
    }

    @Test
    @Tag("long")
    void aCouncilShrinksToOneAndGoesOnAfterARestartOfAll() {
        nodes(3);
        community();
        grow(3);
        kill(leader(nodes), "the leader of three was killed");
        name(nodes.subList(0, 2));
        eventually("the third node follows", () -> ordering(nodes.get(2)) == 0);
        shareEverywhere(nodes);
        name(List.of(nodes.get(1)));
        eventually("the steward follows", () -> ordering(nodes.getFirst()) == 0);
        shareEverywhere(nodes);
        nodes.forEach(NodeProcess::kill);
        nodes.forEach(NodeProcess::startAgain);
        shareEverywhere(nodes);
        name(nodes.subList(0, 2));
        nodes.forEach(NodeProcess::kill);
        nodes.forEach(NodeProcess::startAgain);
        shareEverywhere(nodes);
    }

    @Test
    @Tag("long")
    void killingAnyOneOfFiveLosesNothingFinal() {
        nodes(5);
        community();
        grow(5);
        shareEverywhere(nodes);
        kill(leader(nodes), "the leader of five was killed");
        for (NodeProcess node : List.copyOf(nodes)) {
            kill(node, "one of five was killed");
        }
        shareEverywhere(nodes);
    }

    @Test
    @Tag("long")
    void whoIsCutOffAcknowledgesNothingAndTheOthersGoOn() throws IOException {
        nodesOnLines(5);
        community();
        grow(5);
        shareEverywhere(nodes);
        NodeProcess leader = leader(nodes);
        cut(List.of(leader), "the leader of five was cut off");
        NodeProcess next = leader(nodes);
        List<NodeProcess> followers = without(List.of(next));
        cut(followers.subList(0, 2), "two followers of five were cut off");
        NodeProcess last = leader(nodes);
        cut(List.of(last, without(List.of(last)).getLast()), "the leader and another one of five were cut off");
        shareEverywhere(nodes);
    }
}
