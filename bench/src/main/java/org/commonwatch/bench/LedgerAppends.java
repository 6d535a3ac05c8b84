package org.commonwatch.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
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
 * How many small statements a second a local log takes from 64 writers, each with 100 under way, every one answered only
 * when it is durable and in a published checkpoint. Signing is done beforehand. Argument: a folder on the disk to measure.
 */
public final class LedgerAppends {
    private static final int WRITERS = 64;
    private static final int EACH = 4_000;
    private static final int UNDER_WAY = 100;
    private static final int ROUNDS = 5;
    private static final String ORIGIN = "bench.example/log";

    private LedgerAppends() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, Refused {
        List<List<Envelope>> lanes = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            lanes.add(lane(key("writer " + writer)));
        }
        PrintStream out = System.out;
        for (int round = 1; round <= ROUNDS; round++) {
            Path folder = Files.createTempDirectory(Path.of(arguments[0]), "ledger-appends");
            LogSettings settings = new LogSettings(
                    new LocalDisk(),
                    folder,
                    ORIGIN,
                    "org.example",
                    new NoteSigner(ORIGIN, key("log")),
                    key("time"),
                    Admission.verifiedByCaller(),
                    InstantSource.system(),
                    System::nanoTime,
                    Thread::new,
                    LogSettings.CHECKPOINT_SPACING_DEFAULT);
            try (LocalSequencer log = LocalSequencer.open(settings)) {
                long start = System.nanoTime();
                run(log, lanes);
                double seconds = (System.nanoTime() - start) / 1e9;
                out.printf("round %d: %.0f appends/s%n", round, WRITERS * EACH / seconds);
            }
        }
    }

    private static SigningKey key(String name) {
        return SigningKey.ofSeed(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    private static List<Envelope> lane(SigningKey key) throws Refused {
        List<Envelope> lane = new ArrayList<>();
        LanePosition position = LanePosition.FIRST;
        Draft draft = Draft.of(
                ORIGIN, "org.example", Instant.parse("2026-11-22T05:53:19Z"), "bench.note", 1, Audience.of("own"));
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
