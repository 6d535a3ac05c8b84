package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnStatementsTest {
    private static final String ORIGIN = "log.example.org/test";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey OWN = SigningKey.generate(RANDOM);
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder = Path.of("");

    private final OwnStatements own = new OwnStatements();
    private final Set<Digest> failed = new HashSet<>();
    private Optional<LocalSequencer> opened = Optional.empty();

    @BeforeEach
    void open() {
        opened = Optional.of(LocalSequencer.open(new LogSettings(
                new LocalDisk(),
                folder.resolve("log"),
                ORIGIN,
                "org.example",
                new NoteSigner(ORIGIN, SigningKey.generate(RANDOM)),
                SigningKey.generate(RANDOM),
                Admission.verifiedByCaller(),
                Clock.systemUTC(),
                System::nanoTime,
                Thread::new,
                Duration.ZERO)));
    }

    @AfterEach
    void close() {
        log().close();
    }

    private LocalSequencer log() {
        return opened.orElseThrow();
    }

    private OwnStatements.Signed sign() throws Refused {
        Draft draft = Draft.of(ORIGIN, "org.example", Instant.EPOCH, "test.note", 1, Audience.of("all"));
        return own.sign(draft, OWN, log());
    }

    private CompletableFuture<Receipt> give(OwnStatements.Signed signed, OwnStatements.Writing writing) {
        try {
            return own.handOver(signed, log(), writing, (statement, fault) -> failed.add(statement));
        } catch (Refused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static CompletableFuture<Receipt> inTheBackground(Supplier<CompletableFuture<Receipt>> task) {
        CompletableFuture<Receipt> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            var _ = task.get().whenComplete((receipt, fault) -> {
                if (fault == null) {
                    done.complete(receipt);
                } else {
                    done.completeExceptionally(fault);
                }
            });
        });
        return done;
    }

    @Test
    void aPayloadIsWrittenWhileAnotherIsAndTheLogHasThemInTheirOrder() throws Exception {
        OwnStatements.Signed first = sign();
        OwnStatements.Signed second = sign();
        CountDownLatch secondWritten = new CountDownLatch(1);
        CompletableFuture<Receipt> later = inTheBackground(() -> give(second, statement -> secondWritten.countDown()));
        CompletableFuture<Receipt> sooner = give(first, statement -> await(secondWritten));
        long at = sooner.get(PATIENCE_SECONDS, TimeUnit.SECONDS).index();
        assertEquals(at + 1, later.get(PATIENCE_SECONDS, TimeUnit.SECONDS).index());
    }

    @Test
    void whenAPayloadCannotBeWrittenWhatIsBehindItIsRefusedAndTheNextComesIn() throws Exception {
        give(sign(), statement -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        OwnStatements.Signed unwritten = sign();
        OwnStatements.Signed behind = sign();
        CompletionException no = assertThrows(CompletionException.class, give(unwritten, statement -> {
            throw Refusal.of("disk-full", "", "No room.").toException();
        })::join);
        assertTrue(String.valueOf(no.getMessage()).contains("disk-full"), no.toString());
        assertThrows(CompletionException.class, give(behind, statement -> {})::join);
        assertEquals(Set.of(behind.envelope().id()), failed, "its payload is to be taken back");
        Receipt next = give(sign(), statement -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(2, next.index(), "after the log's time and the first");
    }

    /** While one with its number is still on the way, the sequencer would give that number away again. */
    @Test
    void afterAFailureTheNextNumberIsAskedForWhenNothingIsOnTheWay() throws Exception {
        OwnStatements.Signed slow = sign();
        OwnStatements.Signed unwritten = sign();
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Receipt> slowly = inTheBackground(() -> give(slow, statement -> await(asked)));
        CompletableFuture<Receipt> no = give(unwritten, statement -> {
            throw Refusal.of("disk-full", "", "No room.").toException();
        });
        assertTrue(no.isCompletedExceptionally());
        CompletableFuture<Receipt> next = inTheBackground(() -> {
            try {
                return give(sign(), statement -> {});
            } catch (Refused refused) {
                return CompletableFuture.failedFuture(refused);
            }
        });
        assertThrows(TimeoutException.class, () -> next.get(200, TimeUnit.MILLISECONDS));
        asked.countDown();
        List<Long> places = new ArrayList<>();
        for (CompletableFuture<Receipt> one : List.of(slowly, next)) {
            places.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS).index());
        }
        assertEquals(List.of(1L, 2L), places);
    }

    private static void await(CountDownLatch latch) throws Refused {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Refusal.of("too-late", "", "It waited for the other in vain.")
                        .toException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
