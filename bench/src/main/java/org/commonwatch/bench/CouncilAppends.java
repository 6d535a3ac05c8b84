package org.commonwatch.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonwatch.council.CouncilCertificate;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.council.CouncilSettings;
import org.commonwatch.council.CouncilTls;
import org.commonwatch.council.Seat;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.Cosigners;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * How many entries of 1 KiB a second a council of three processes on this machine takes, with TLS between them, each entry
 * answered only when it is durable on most nodes and in a published checkpoint; and a log that one process orders beside it.
 * Entries are signed beforehand; every signature is verified on the way in. One line of JSON a round.
 *
 * <p>Arguments: {@code FOLDER ROUNDS}. It starts the nodes itself, as {@code node NUMBER FOLDER ROUNDS PORTS}.
 */
public final class CouncilAppends {
    private static final int NODES = 3;
    private static final int WRITERS = 64;
    private static final int EACH = 500;
    private static final int UNDER_WAY = 50;
    private static final int ENTRY_BYTES = 1_024;
    private static final String ORIGIN = "bench.example/council";

    private CouncilAppends() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, Refused {
        if (arguments[0].equals("node")) {
            node(Integer.parseInt(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]), arguments[4]);
            return;
        }
        Path folder = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path alone = Files.createTempDirectory(folder, "alone");
        try (LocalSequencer log = LocalSequencer.open(log(0, alone))) {
            measure("solo", log, rounds, List.of(ProcessHandle.current()));
        }
        council(Files.createTempDirectory(folder, "council"), rounds);
    }

    /** Nodes join one by one and the first adds them; then it is told to measure. */
    private static void council(Path folder, int rounds) throws IOException, InterruptedException {
        List<String> ports = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            ports.add(freePort());
        }
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                processes.add(start(i, folder, rounds, ports));
                await(processes.getLast(), "ready");
                if (i > 0) {
                    tell(processes.getFirst(), "add");
                    await(processes.getFirst(), "added");
                }
            }
            tell(
                    processes.getFirst(),
                    "go "
                            + processes.stream()
                                    .map(process -> Long.toString(process.pid()))
                                    .collect(Collectors.joining(" ")));
            processes.getFirst().inputReader(StandardCharsets.UTF_8).lines().forEach(System.out::println);
        } finally {
            processes.forEach(Process::destroy);
            for (Process process : processes) {
                process.waitFor();
            }
        }
    }

    private static Process start(int number, Path folder, int rounds, List<String> ports) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CouncilAppends.class.getName(),
                        "node",
                        Integer.toString(number),
                        folder.toString(),
                        Integer.toString(rounds),
                        String.join(",", ports))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("node" + number + ".log").toFile()))
                .start();
    }

    private static void tell(Process process, String line) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(line + "\n");
        in.flush();
    }

    private static void await(Process process, String line) throws IOException {
        BufferedReader told = process.inputReader(StandardCharsets.UTF_8);
        for (String said = told.readLine(); !line.equals(said); said = told.readLine()) {
            if (said == null) {
                throw new IOException("a node of the council ended before it was " + line + "; see its log");
            }
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static void node(int number, Path folder, int rounds, String ports)
            throws IOException, Refused, InterruptedException {
        String[] all = ports.split(",");
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i <= number; i++) {
            seats.add(new Seat("node" + i, "127.0.0.1:" + all[i]));
        }
        Path home = folder.resolve("node" + number);
        ExecutorService fetchers =
                Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
        CouncilSettings settings = new CouncilSettings(
                seats.getLast(),
                "127.0.0.1",
                seats.getLast().port(),
                home.resolve("raft"),
                log(number, home.resolve("log")),
                Optional.of(tls(number)),
                () -> List.of(new FolderSource(folder.resolve("node0").resolve("log"))),
                fetchers);
        try (CouncilSequencer node = number == 0
                ? CouncilSequencer.open(settings)
                : CouncilSequencer.join(settings, seats.subList(0, number))) {
            if (number == 0) {
                append(node, lane("first", 1), 1);
            }
            System.out.println("ready");
            obey(node, all, rounds);
        }
        System.exit(0);
    }

    private static void obey(CouncilSequencer node, String[] ports, int rounds)
            throws IOException, Refused, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("go ")) {
                List<ProcessHandle> nodes = Stream.of(line.split(" "))
                        .skip(1)
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .toList();
                measure("council", node, rounds, nodes);
                return;
            }
            List<Seat> next = new ArrayList<>(node.seats());
            next.add(new Seat("node" + next.size(), "127.0.0.1:" + ports[next.size()]));
            node.seats(next);
            System.out.println("added");
        }
    }

    /** @param nodes all that take part: their processor's time says more than the clock where others work on the machine */
    private static void measure(String what, Sequencer log, int rounds, List<ProcessHandle> nodes)
            throws InterruptedException, Refused {
        for (int round = 1; round <= rounds; round++) {
            List<List<Envelope>> lanes = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                lanes.add(lane("writer " + writer + " of round " + round, EACH));
            }
            Duration usedBefore = used(nodes);
            long start = System.nanoTime();
            List<Thread> threads = new ArrayList<>();
            for (List<Envelope> lane : lanes) {
                threads.add(Thread.ofPlatform().start(() -> append(log, lane, UNDER_WAY)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double processorSeconds = used(nodes).minus(usedBefore).toNanos() / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "{\"phase\":\"append\",\"label\":\"%s %d\",\"entries\":%d,\"bytes\":%d,\"per_s\":%.0f,\"per_cpu_s\":%.0f}%n",
                    what,
                    round,
                    WRITERS * EACH,
                    lanes.getFirst().getFirst().leaf().length,
                    WRITERS * EACH / seconds,
                    WRITERS * EACH / processorSeconds);
        }
    }

    private static Duration used(List<ProcessHandle> nodes) {
        return nodes.stream()
                .flatMap(node -> node.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static void append(Sequencer log, List<Envelope> lane, int underWayMax) {
        Deque<CompletableFuture<Receipt>> underWay = new ArrayDeque<>();
        for (Envelope envelope : lane) {
            if (underWay.size() == underWayMax) {
                underWay.remove().join();
            }
            underWay.add(log.append(envelope));
        }
        underWay.forEach(CompletableFuture::join);
    }

    private static List<Envelope> lane(String author, int count) throws Refused {
        SigningKey key = key(author);
        Draft empty = draft("");
        int padding =
                ENTRY_BYTES - Envelope.sign(empty, LanePosition.FIRST, key).leaf().length;
        Draft draft = draft("x".repeat(padding * 3 / 4));
        List<Envelope> lane = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        for (int i = 0; i < count; i++) {
            Envelope envelope = Envelope.sign(draft, position, key);
            lane.add(envelope);
            position = position.next(envelope.id());
        }
        return lane;
    }

    private static Draft draft(String text) {
        Instant time = Instant.parse("2026-11-22T05:53:19Z");
        return Draft.of(ORIGIN, "org.example", time, "bench.note", 1, Audience.of("own"))
                .with(JsonNodeFactory.instance.objectNode().put("text", text));
    }

    private static SigningKey key(String name) {
        return SigningKey.ofSeed(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    private static NoteSigner signer(int number) {
        return new NoteSigner(ORIGIN, key("log " + number));
    }

    private static LogSettings log(int number, Path folder) throws Refused {
        List<Policy.Log> logs = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            logs.add(new Policy.Log(signer(i).noteKey(), Optional.empty()));
        }
        Map<KeyId, VerifyingKey> authors = authors();
        return new LogSettings(
                        new LocalDisk(),
                        folder,
                        ORIGIN,
                        "node" + number,
                        signer(number),
                        key("time " + number),
                        Admission.signedBy(id -> Optional.ofNullable(authors.get(id))),
                        InstantSource.system(),
                        System::nanoTime,
                        Thread::new,
                        LogSettings.CHECKPOINT_SPACING_DEFAULT)
                .cosignedBy(PolicyBuilder.community(logs, List.of()), Cosigners.NOBODY);
    }

    private static Map<KeyId, VerifyingKey> authors() {
        Map<KeyId, VerifyingKey> authors = new HashMap<>();
        List<String> names = new ArrayList<>(List.of("first"));
        for (int round = 1; round <= 100; round++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                names.add("writer " + writer + " of round " + round);
            }
        }
        for (String name : names) {
            SigningKey key = key(name);
            authors.put(key.id(), key.verifyingKey());
        }
        return authors;
    }

    private static CouncilTls tls(int number) {
        try {
            SecureRandom random = new SecureRandom();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            Map<String, VerifyingKey> members = new HashMap<>();
            for (int i = 0; i < NODES; i++) {
                members.put("node" + i, key("node " + i).verifyingKey());
            }
            return new CouncilTls(
                    keys,
                    CouncilCertificate.make("node" + number, key("node " + number)::sign, keys, Instant.now(), random),
                    () -> members);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is in every JDK", e);
        }
    }

    /** The first node's files, which it does not change any more once they are signed. */
    private record FolderSource(Path folder) implements LogSource {
        @Override
        public String name() {
            return folder.toString();
        }

        @Override
        public Optional<byte[]> checkpoint() throws IOException {
            return resource("checkpoint", Integer.MAX_VALUE);
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
            Path file = folder.resolve(path);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }

        @Override
        public Optional<byte[]> payload(Digest statementId, int bytesMax) {
            return Optional.empty();
        }
    }
}
