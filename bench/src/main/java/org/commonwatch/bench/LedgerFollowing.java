package org.commonwatch.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.follow.StatementCheck;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * How many entries of 1 KiB, each signed by its author, a new follower fetches from files, verifies and stores, a second and
 * a second of processor time. Arguments: a folder on the disk to measure, entries (100,000), rounds (5).
 */
public final class LedgerFollowing {
    private static final int AUTHORS = 8;
    private static final int ENTRY_BYTES = 1_024;
    private static final int UNDER_WAY = 2_000;
    private static final int FETCHERS = 2;
    private static final String ORIGIN = "bench.example/log";
    private static final SigningKey TIME = key("time");
    private static final NoteSigner SIGNER = new NoteSigner(ORIGIN, key("log"));

    private LedgerFollowing() {}

    public static void main(String[] arguments) throws IOException, Refused {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "ledger-following");
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Map<KeyId, VerifyingKey> known = write(folder.resolve("log"), entries);
        PrintStream out = System.out;
        for (int round = 1; round <= rounds; round++) {
            long cpu = cpuNanos();
            long from = System.nanoTime();
            long held = follow(folder.resolve("log"), folder.resolve("round-" + round), known);
            double seconds = (System.nanoTime() - from) / 1e9;
            out.printf(
                    "{\"what\":\"follow\",\"round\":%d,\"entries\":%d,\"per_s\":%.0f,\"per_cpu_s\":%.0f}%n",
                    round, held, held / seconds, held / ((cpuNanos() - cpu) / 1e9));
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static SigningKey key(String name) {
        return SigningKey.ofSeed(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    /** A published log of that many statements, in turn by each author, and the time's; returns who signed. */
    private static Map<KeyId, VerifyingKey> write(Path folder, int entries) throws Refused {
        Map<KeyId, VerifyingKey> known = new HashMap<>(Map.of(TIME.id(), TIME.verifyingKey()));
        List<SigningKey> authors = new ArrayList<>();
        for (int i = 0; i < AUTHORS; i++) {
            authors.add(key("author " + i));
            known.put(authors.get(i).id(), authors.get(i).verifyingKey());
        }
        LanePosition[] next = new LanePosition[AUTHORS];
        Arrays.fill(next, LanePosition.FIRST);
        Draft draft = Draft.of(
                ORIGIN, "org.example", Instant.parse("2026-11-22T05:53:19Z"), "bench.note", 1, Audience.of("own"));
        int bare = Envelope.sign(draft, LanePosition.FIRST, authors.getFirst()).leaf().length;
        // A character of the body is four thirds of a byte in the leaf.
        draft = draft.with(JsonNodeFactory.instance.objectNode().put("note", "x".repeat((ENTRY_BYTES - bare) * 3 / 4)));
        LogSettings settings = new LogSettings(
                new LocalDisk(),
                folder,
                ORIGIN,
                "org.example",
                SIGNER,
                TIME,
                Admission.verifiedByCaller(),
                InstantSource.system(),
                System::nanoTime,
                Thread::new,
                LogSettings.CHECKPOINT_SPACING_DEFAULT);
        try (LocalSequencer log = LocalSequencer.open(settings)) {
            List<CompletableFuture<Receipt>> underWay = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                Envelope envelope = Envelope.sign(draft, next[i % AUTHORS], authors.get(i % AUTHORS));
                next[i % AUTHORS] = next[i % AUTHORS].next(envelope.id());
                underWay.add(log.append(envelope));
                if (underWay.size() == UNDER_WAY || i == entries - 1) {
                    underWay.forEach(CompletableFuture::join);
                    underWay.clear();
                }
            }
        }
        return known;
    }

    private static long follow(Path from, Path into, Map<KeyId, VerifyingKey> known) throws Refused {
        Policy policy = PolicyBuilder.community(List.of(new Policy.Log(SIGNER.noteKey(), Optional.empty())), List.of());
        LogSource source = new Folder(from);
        try (ExecutorService fetchers = Executors.newFixedThreadPool(FETCHERS)) {
            Follower follower = Follower.open(new FollowSettings(
                    new LocalDisk(),
                    into,
                    ORIGIN,
                    policy,
                    () -> List.of(source),
                    new StatementCheck(ORIGIN, TIME.id(), id -> Optional.ofNullable(known.get(id))),
                    fetchers));
            follower.follow();
            if (follower.voids() > 0) {
                throw new IllegalStateException(follower.voids() + " entries were void");
            }
            return follower.finality().finalSize();
        }
    }

    /** A log's folder as a server would give it out. */
    private record Folder(Path folder) implements LogSource {
        @Override
        public String name() {
            return "files";
        }

        @Override
        public Optional<byte[]> checkpoint() {
            return read(folder.resolve("checkpoint"));
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) {
            return read(folder.resolve(path));
        }

        @Override
        public Optional<byte[]> payload(Digest statement, int bytesMax) {
            return Optional.empty();
        }

        private static Optional<byte[]> read(Path file) {
            try {
                return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
