package org.commonwatch.council;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/** Keys, settings and statements of a council of test nodes, numbered from 0. */
final class Party {
    static final String ORIGIN = "log.example.org/council";

    /** More log keys than any test has nodes. */
    static final int SEATS_MAX = 7;

    static final ExecutorService FETCHERS = Executors.newFixedThreadPool(
            4, Thread.ofPlatform().daemon().name("fetch-", 0).factory());

    private Party() {}

    static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }

    /** Signs entries of a lane of its own. */
    static SigningKey author(int number) {
        return key(100 + number);
    }

    static SigningKey nodeKey(int number) {
        return key(60 + number);
    }

    static NoteSigner signer(int number) {
        return new NoteSigner(ORIGIN, key(20 + number));
    }

    /** Every node signs for the log with a key of its own; nobody cosigns. */
    static Policy policy() {
        List<Policy.Log> logs = new ArrayList<>();
        for (int i = 0; i < SEATS_MAX; i++) {
            logs.add(new Policy.Log(signer(i).noteKey(), Optional.empty()));
        }
        try {
            return PolicyBuilder.community(logs, List.of());
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** A cosigner is asked for, and nobody cosigns. */
    static Policy witnessedByNobodyWhoAnswers() {
        try {
            Cosigner silent = Cosigner.ofEd25519("silent.example.org", key(90));
            return PolicyBuilder.community(
                    policy().logs(), List.of(new Policy.Witness("silent", silent.key(), Optional.empty())));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    static LogSettings log(int number, Path directory) {
        return new LogSettings(
                        new LocalDisk(),
                        directory,
                        ORIGIN,
                        "node" + number,
                        signer(number),
                        key(40 + number),
                        Admission.verifiedByCaller(),
                        InstantSource.system(),
                        System::nanoTime,
                        Thread::new,
                        Duration.ofMillis(20))
                .cosignedBy(policy(), org.commonwatch.ledger.sequence.Cosigners.NOBODY);
    }

    static CouncilSettings settings(int number, String address, Path home, Supplier<List<LogSource>> sources) {
        Seat seat = new Seat("node" + number, address);
        return new CouncilSettings(
                seat,
                "127.0.0.1",
                seat.port(),
                home.resolve("raft"),
                log(number, home.resolve("log")),
                Optional.of(tls(number)),
                sources,
                FETCHERS);
    }

    /** As every node of the council has it in the tests: made new at each start, as its key. */
    static CouncilTls tls(int number) {
        return TestTls.of("node" + number, nodeKey(number), new SecureRandom());
    }

    static Envelope statement(SigningKey author, LanePosition position, int number) {
        return statement(author, position, "number " + number);
    }

    static Envelope statement(SigningKey author, LanePosition position, String text) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Draft draft = Draft.of(ORIGIN, "org.example", now, "test.note", 1, Audience.of("own"))
                    .with(JsonNodeFactory.instance.objectNode().put("text", text));
            return Envelope.sign(draft, position, author);
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until it holds, for thirty seconds at most. */
    static void await(String what, BooleanSupplier holds) {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
