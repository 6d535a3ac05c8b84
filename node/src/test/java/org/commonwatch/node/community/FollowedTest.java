package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.follow.EntryCheck;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.ReaderSource;
import org.commonwatch.node.spine.TooBusy;
import org.junit.jupiter.api.Test;

class FollowedTest {
    private static final String ORIGIN = "log.example.org/test";
    private static final Log LOG = new Log(0, "test", Space.COMMUNITY, ORIGIN);
    private static final Path ROOT = Path.of("/disk");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NoteSigner SIGNER = new NoteSigner(ORIGIN, SigningKey.generate(RANDOM));
    private static final Policy POLICY = Policy.unwitnessed(SIGNER.noteKey());
    private static final SigningKey OWN = SigningKey.generate(RANDOM);

    private final CrashDisk disk = new CrashDisk(ROOT);

    private Followed followed(Sources sources) {
        return new Followed(
                LOG,
                policy -> Follower.open(settings(policy, sources::all)),
                POLICY,
                new PayloadStore(disk, ROOT.resolve("log")),
                OWN.id(),
                sources,
                Runnable::run);
    }

    private FollowSettings settings(Policy policy, Supplier<List<LogSource>> sources) {
        return new FollowSettings(disk, ROOT.resolve("log"), ORIGIN, policy, sources, EntryCheck.NONE, Runnable::run);
    }

    /** Whom to ask stands in a store, and that may be too busy for a moment. */
    @Test
    void aFaultWhileLookingIsNotTheEndOfFollowing() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Sources sources = new Sources(new Nobody(() -> {
            if (asked.incrementAndGet() < 4) {
                throw new TooBusy("all connections are in use");
            }
        }));
        Followed followed = followed(sources);
        followed.begin();
        try {
            for (int i = 0; i < 6_000 && asked.get() < 5; i++) {
                Thread.sleep(20);
            }
            assertTrue(asked.get() >= 5, "asked " + asked);
        } finally {
            followed.close();
        }
    }

    private static LocalSequencer log() {
        return LocalSequencer.open(new LogSettings(
                new CrashDisk(Path.of("/origin")),
                Path.of("/origin/log"),
                ORIGIN,
                "org.example",
                SIGNER,
                SigningKey.generate(RANDOM),
                Admission.verifiedByCaller(),
                Clock.systemUTC(),
                System::nanoTime,
                Thread::new,
                Duration.ZERO));
    }

    /** Keys of what stands first may be handed out at its end. */
    @Test
    void ofALogThatIsNewHereAllIsTakenInOneGo() throws Refused, InterruptedException {
        int entries = 5_000;
        try (LocalSequencer log = log()) {
            Draft draft = Draft.of(ORIGIN, "org.example", Instant.EPOCH, "test.note", 1, Audience.of("all"));
            LanePosition at = LanePosition.FIRST;
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                Envelope envelope = Envelope.sign(draft, at, OWN);
                receipts.add(log.append(envelope));
                at = at.next(envelope.id());
            }
            receipts.forEach(CompletableFuture::join);
            Followed followed = followed(new Sources(new Nobody(() -> {})));
            List<Long> sizes = new ArrayList<>();
            followed.onGrowth(finality -> sizes.add(finality.finalSize()));
            followed.bring(new ReaderSource("origin", log.reader()));
            assertEquals(List.of(log.finality().finalSize()), sizes);
            assertTrue(sizes.getFirst() > entries, "with the log's time");
            assertEquals(at, followed.nextPosition(OWN.id()));
        }
    }

    /** A payload that nobody gave holds up what is shown, and not the count of what was said. */
    @Test
    void afterARestartNoNumberIsGivenAwayAgainThoughAPayloadIsMissing() throws Refused {
        try (LocalSequencer log = log()) {
            Draft draft = Draft.of(ORIGIN, "org.example", Instant.EPOCH, "test.note", 1, Audience.of("all"));
            Payload payload = Payload.of(List.of(new byte[] {1}), RANDOM);
            Envelope first = Envelope.sign(draft.with(payload.commitment()), LanePosition.FIRST, OWN);
            Envelope second = Envelope.sign(draft, LanePosition.FIRST.next(first.id()), OWN);
            log.append(first).join();
            log.append(second).join();
            LanePosition third = second.statement().position().next(second.id());
            Follower before = Follower.open(settings(POLICY, () -> List.of(new ReaderSource("origin", log.reader()))));
            assertInstanceOf(FollowOutcome.Advanced.class, before.follow());
            Followed followed = followed(new Sources(new Nobody(() -> {})));
            assertEquals(1, followed.finality().finalSize(), "the log's time, and then the payload is missing");
            assertEquals(third, followed.nextPosition(OWN.id()));
        }
    }

    /** No node is known, which somebody notices by asking. */
    private record Nobody(Runnable asked) implements Sources.Peers {
        @Override
        public List<PeerSource> all() {
            asked.run();
            return List.of();
        }

        @Override
        public List<PeerSource> ordering() {
            return List.of();
        }
    }
}
