package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.node.policy.Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedLogTest {
    private static final Log LOG = new Log(0, "test", Space.COMMUNITY, "log.example.org/test");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey SIGNER = SigningKey.generate(RANDOM);
    private static final SigningKey TIME = SigningKey.generate(RANDOM);
    private static final SigningKey MEMBER = SigningKey.generate(RANDOM);

    @TempDir
    Path folder;

    private PayloadStore payloads() {
        return new PayloadStore(new LocalDisk(), folder);
    }

    private HostedLog hosted(LocalSequencer sequencer) {
        Member self = Member.of(SigningKey.generate(RANDOM));
        NoteKey key = new NoteKey(LOG.origin(), SIGNER.verifyingKey());
        return new HostedLog(
                LOG,
                Hosting.alone(sequencer),
                payloads(),
                self,
                new LogKeys(key, key, key, List.of(), List.of()),
                Optional.empty(),
                Optional.empty(),
                RANDOM,
                Clock.systemUTC(),
                () -> Long.MAX_VALUE);
    }

    private LocalSequencer sequencer(ThreadFactory threads) {
        return LocalSequencer.open(new LogSettings(
                new LocalDisk(),
                folder,
                LOG.origin(),
                "org.example",
                new NoteSigner(LOG.origin(), SIGNER),
                TIME,
                envelope -> envelope.statement().draft().type().equals("test.unwanted")
                        ? Optional.of(Refusal.of("unwanted", "", "Not this."))
                        : Optional.empty(),
                Clock.systemUTC(),
                System::nanoTime,
                threads,
                Duration.ZERO));
    }

    private static CompletableFuture<Receipt> append(HostedLog log) throws Refused {
        return log.append("test.note", 1, JsonNodeFactory.instance.objectNode(), List.of(), Optional.empty());
    }

    /** The sequencer's thread tells who waits that it ends, while whoever reopens the log waits for its end. */
    @Test
    void whatIsRefusedWhileTheLogIsReopenedDoesNotHoldItUp() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        HostedLog log = hosted(sequencer(task -> new Thread(() -> {
            try {
                gate.await();
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })));
        CompletableFuture<Receipt> left = append(log);
        Thread reopening =
                Thread.ofPlatform().daemon().start(() -> log.reopen(() -> Hosting.alone(sequencer(Thread::new))));
        await(() -> reopening.getState() == Thread.State.WAITING);
        gate.countDown();
        reopening.join(20_000);
        assertFalse(reopening.isAlive(), "both wait for each other");
        CompletionException refused = assertThrows(CompletionException.class, left::join);
        assertTrue(String.valueOf(refused.getMessage()).contains("[log-closed]"), refused.toString());
        assertEquals(1, append(log).get(120, TimeUnit.SECONDS).index(), "after the log's time");
        log.close();
    }

    @Test
    void aLogThatCouldNotBeReopenedIsReopenedAtTheNextTry() throws Exception {
        HostedLog log = hosted(sequencer(Thread::new));
        append(log).get(120, TimeUnit.SECONDS);
        assertThrows(
                DiskFault.class,
                () -> log.reopen(() -> {
                    throw new DiskFault("opening the log", new IOException("not now"));
                }));
        log.reopen(() -> Hosting.alone(sequencer(Thread::new)));
        assertEquals(2, append(log).get(120, TimeUnit.SECONDS).index());
        log.close();
    }

    /** Whoever found that the log is ordered alone may act much later, when another has come to order it. */
    @Test
    void anActForWhoOrdersAloneIsOverBeforeAnotherDoesAndComesToNothingAfterwards() throws Exception {
        HostedLog log = hosted(sequencer(Thread::new));
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        Thread actor = Thread.ofPlatform()
                .daemon()
                .start(() -> log.whileOrdered(Ordering.ALONE, () -> {
                    acting.countDown();
                    wait(gate);
                    order.add("act");
                }));
        acting.await();
        Thread reopening = Thread.ofPlatform()
                .daemon()
                .start(() -> log.reopen(() -> {
                    order.add("opened");
                    return new Hosting(Ordering.COUNCIL, sequencer(Thread::new), Optional.empty());
                }));
        await(() -> reopening.getState() == Thread.State.BLOCKED);
        gate.countDown();
        actor.join(20_000);
        reopening.join(20_000);
        assertEquals(List.of("act", "opened"), order);
        log.whileOrdered(Ordering.ALONE, () -> order.add("late"));
        log.whileOrdered(Ordering.COUNCIL, () -> order.add("seated"));
        log.close();
        log.whileOrdered(Ordering.COUNCIL, () -> order.add("closed"));
        assertEquals(List.of("act", "opened", "seated"), order);
    }

    private static void wait(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A statement that the log refuses leaves nothing on the disk, however often it comes. */
    @Test
    void aRefusedStatementOfAnotherLeavesNoPayload() throws Exception {
        HostedLog log = hosted(sequencer(Thread::new));
        Payload payload = Payload.of(List.of(new byte[1_000]), RANDOM);
        Draft draft = Draft.of(LOG.origin(), "org.example", java.time.Instant.EPOCH, "test.note", 1, Audience.of("all"))
                .with(payload.commitment());
        Envelope ahead = Envelope.sign(
                draft, new LanePosition(7, Optional.of(org.commonwatch.kernel.Digest.of(new byte[1]))), MEMBER);
        byte[] file = file(ahead, payload);
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Receipt> refused = log.accept(ahead, Optional.of(file));
            assertThrows(CompletionException.class, refused::join);
            await(() -> payloads().state(ahead.id()) == PayloadStore.State.ABSENT);
        }
        Envelope next = Envelope.sign(draft, LanePosition.FIRST, MEMBER);
        log.accept(next, Optional.of(file)).get(120, TimeUnit.SECONDS);
        log.accept(next, Optional.of(file)).get(120, TimeUnit.SECONDS);
        assertEquals(PayloadStore.State.PRESENT, payloads().state(next.id()));
        log.close();
    }

    private byte[] file(Envelope of, Payload payload) throws Refused {
        try (PayloadStore elsewhere = new PayloadStore(new LocalDisk(), folder.resolve("elsewhere"))) {
            elsewhere.write(of.id(), payload);
            return elsewhere.whole(of.id()).orElseThrow();
        }
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 6_000 && !what.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertTrue(what.getAsBoolean());
    }
}
