package org.commonwatch.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * How many statements a second a local log takes from 64 writers, each with 100 under way, every one answered only when it is
 * durable and in a published checkpoint, and every signature verified on the way in. Signing is done beforehand; each round is a
 * fresh log. One line of JSON a round. Arguments: a folder on the disk to measure, bytes of an entry (1,024), rounds (5).
 */
public final class LedgerAppends {
    private static final int WRITERS = 64;
    private static final int EACH = 500;
    private static final int UNDER_WAY = 100;
    private static final String ORIGIN = "bench.example/log";

    private LedgerAppends() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, Refused {
        int bytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_024;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Map<KeyId, VerifyingKey> known = new HashMap<>();
        List<List<Envelope>> lanes = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            SigningKey key = key("writer " + writer);
            known.put(key.id(), key.verifyingKey());
            lanes.add(lane(key, bytes));
        }
        PrintStream out = System.out;
        for (int round = 1; round <= rounds; round++) {
            Path folder = Files.createTempDirectory(Path.of(arguments[0]), "ledger-appends");
            LogSettings settings = new LogSettings(
                    new LocalDisk(),
                    folder,
                    ORIGIN,
                    "org.example",
                    new NoteSigner(ORIGIN, key("log")),
                    key("time"),
                    Admission.signedBy(id -> Optional.ofNullable(known.get(id))),
                    InstantSource.system(),
                    System::nanoTime,
                    Thread::new,
                    LogSettings.CHECKPOINT_SPACING_DEFAULT);
            try (LocalSequencer log = LocalSequencer.open(settings)) {
                long cpu = cpuNanos();
                long start = System.nanoTime();
                run(log, lanes);
                double seconds = (System.nanoTime() - start) / 1e9;
                double cpuSeconds = (cpuNanos() - cpu) / 1e9;
                out.printf(
                        Locale.ROOT,
                        "{\"what\":\"solo\",\"round\":%d,\"bytes\":%d,\"entries\":%d,\"per_s\":%.0f,\"per_cpu_s\":%.0f}%n",
                        round,
                        lanes.getFirst().getFirst().leaf().length,
                        WRITERS * EACH,
                        WRITERS * EACH / seconds,
                        WRITERS * EACH / cpuSeconds);
            }
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static SigningKey key(String name) {
        return SigningKey.ofSeed(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    private static List<Envelope> lane(SigningKey key, int bytes) throws Refused {
        List<Envelope> lane = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        Draft draft = Draft.of(
                ORIGIN, "org.example", Instant.parse("2026-11-22T05:53:19Z"), "bench.note", 1, Audience.of("own"));
        int bare = Envelope.sign(draft, LanePosition.FIRST, key).leaf().length;
        // A character of the body is four thirds of a byte in the leaf.
        draft = draft.with(JsonNodeFactory.instance.objectNode().put("note", "x".repeat((bytes - bare) * 3 / 4)));
        for (int i = 0; i < EACH; i++) {
            Envelope envelope = Envelope.sign(draft, position, key);
            lane.add(envelope);
            position = position.next(envelope.id());
        }
        return lane;
    }

    private static void run(LocalSequencer log, List<List<Envelope>> lanes) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (List<Envelope> lane : lanes) {
            Thread thread = new Thread(() -> {
                Deque<CompletableFuture<Receipt>> underWay = new ArrayDeque<>();
                for (Envelope envelope : lane) {
                    if (underWay.size() == UNDER_WAY) {
                        underWay.remove().join();
                    }
                    underWay.add(log.append(envelope));
                }
                underWay.forEach(CompletableFuture::join);
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
