package org.commonwatch.council;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.commonwatch.faults.Lines;

/** A council of processes, each pair of which has a line of its own that can be cut. */
final class ProcessCouncil implements AutoCloseable {
    private final Path home;
    private final int nodes;
    private final int[] ports;
    private final int[] httpPorts;
    private final Lines lines;
    private final Map<Integer, Node> running = new TreeMap<>();

    /** What was acknowledged by anybody, by index. */
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    ProcessCouncil(Path home, int nodes) throws IOException {
        this.home = home;
        this.nodes = nodes;
        this.ports = IntStream.range(0, nodes).map(any -> Party.freePort()).toArray();
        this.httpPorts = IntStream.range(0, nodes).map(any -> Party.freePort()).toArray();
        this.lines = new Lines(
                home, IntStream.of(ports).mapToObj(port -> List.of(port)).toList());
    }

    private String seat(int number) {
        return "node" + number + "@" + Lines.host(number) + ":" + ports[number];
    }

    private String seats(int count) {
        return IntStream.range(0, count).mapToObj(this::seat).collect(Collectors.joining(","));
    }

    /** Acknowledged entries so far. */
    Map<Long, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** All nodes, one by one. */
    void found() throws IOException {
        start(0, "open");
        Party.await("the first leads", () -> node(0).status().leads());
        Party.await("something is final", () -> {
            node(0).load();
            boolean begun = acknowledged.size() > 10;
            node(0).rest();
            return begun;
        });
        for (int next = 1; next < nodes; next++) {
            start(next, "join");
            grow(next + 1);
        }
    }

    /** Makes the first {@code count} nodes the council. */
    void grow(int count) {
        node(leader()).say("seats " + seats(count), "seated");
    }

    void start(int number, String how) throws IOException {
        Path directory = Files.createDirectories(home.resolve("node" + number));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                "-Djdk.net.hosts.file=" + lines.hosts(number),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CouncilProcess.class.getName(),
                "" + number,
                directory.toString(),
                Lines.host(number) + ":" + ports[number],
                "" + httpPorts[number],
                IntStream.range(0, nodes)
                        .filter(other -> other != number)
                        .mapToObj(other -> "" + httpPorts[other])
                        .collect(Collectors.joining(",")),
                how,
                how.equals("join") ? seats(number) : ""));
        Process process = new ProcessBuilder(command)
                .redirectError(home.resolve("node" + number + ".log").toFile())
                .start();
        Node node = new Node(number, process);
        running.put(number, node);
        node.await("ready");
    }

    Node node(int number) {
        return Optional.ofNullable(running.get(number))
                .orElseThrow(() -> new IllegalArgumentException("node " + number + " does not run"));
    }

    List<Node> running() {
        return List.copyOf(running.values());
    }

    /** Waits for one that leads. */
    int leader() {
        int[] found = {-1};
        Party.await("a leader", () -> {
            running.values().stream()
                    .filter(node -> node.status().leads())
                    .findFirst()
                    .ifPresent(node -> found[0] = node.number);
            return found[0] >= 0;
        });
        return found[0];
    }

    void kill(int number) throws InterruptedException {
        Node node = node(number);
        running.remove(number);
        node.process.destroyForcibly();
        node.process.waitFor();
    }

    /** Nothing comes to this node or from it; {@code false} mends it. */
    void isolate(int number, boolean now) {
        lines.isolate(List.of(number), now);
    }

    /** What is connected with this node now never carries anything again. */
    void forget(int number) {
        lines.forget(List.of(number));
    }

    void delay(long millis) {
        lines.delay(millis);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (int number : List.copyOf(running.keySet())) {
            kill(number);
        }
        lines.close();
    }

    /** Sizes a node told of. */
    record Status(boolean leads, long accepted, long published, long last, int seats) {}

    /** One process. */
    final class Node {
        final int number;
        final Process process;
        private final Writer in;
        private final Map<String, String> last = new ConcurrentHashMap<>();
        private final AtomicLong acks = new AtomicLong();

        Node(int number, Process process) {
            this.number = number;
            this.process = process;
            this.in = process.outputWriter(StandardCharsets.UTF_8);
            Thread.ofPlatform().daemon().start(this::listen);
        }

        private void listen() {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    String[] words = line.split(" ");
                    if (words[0].equals("ack")) {
                        String before = acknowledged.put(Long.parseLong(words[1]), words[2]);
                        if (before != null && !before.equals(words[2])) {
                            last.put("forked", line);
                        }
                        acks.incrementAndGet();
                    } else {
                        last.put(words[0], line);
                    }
                }
            } catch (IOException e) {
                // It was killed.
            }
        }

        /** Answers its appends got so far. */
        long acks() {
            return acks.get();
        }

        /** Whether an index was acknowledged twice with different entries. */
        boolean forked() {
            return last.containsKey("forked");
        }

        void load() {
            write("load");
        }

        void rest() {
            say("rest", "rested");
        }

        Status status() {
            String[] words = say("status", "status").split(" ");
            return new Status(
                    words[1].equals("leads"),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Integer.parseInt(words[5]));
        }

        /** The statement id at an index, or {@code nothing}. */
        String has(long index) {
            return say("has " + index, "has").split(" ")[2];
        }

        private synchronized String say(String line, String answer) {
            last.remove(answer);
            write(line);
            return await(answer);
        }

        private void write(String line) {
            try {
                in.write(line + "\n");
                in.flush();
            } catch (IOException e) {
                throw new IllegalStateException("node " + number + " is gone", e);
            }
        }

        private String await(String answer) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
            while (!last.containsKey(answer)) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw new AssertionError("node " + number + " did not say " + answer + ", alive "
                            + process.isAlive() + "; said " + last);
                }
                try {
                    Thread.sleep(2);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Optional.ofNullable(last.get(answer)).orElseThrow();
        }
    }
}
