package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes are functions that take parcels; some of them are out of reach for a while. */
class SpreadingTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<Digest, byte[]> files = new HashMap<>();
    private final Map<String, List<Digest>> held = new ConcurrentHashMap<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final List<Digest> asked = new CopyOnWriteArrayList<>();
    private SigningKey author = SigningKey.generate(RANDOM);
    private final Set<Digest> own = new HashSet<>();
    private List<String> others = List.of();
    private LanePosition next = LanePosition.FIRST;
    private final Spreading spreading = new Spreading(
            this::ask,
            envelope -> own.contains(envelope.id()),
            () -> others,
            statement -> Optional.ofNullable(files.get(statement)),
            all -> member -> new Courier(
                    "log",
                    member,
                    parcels -> take(member, parcels),
                    statement -> Optional.ofNullable(files.get(statement)),
                    carried -> all.brought(member, carried)));

    @AfterEach
    void close() {
        spreading.close();
    }

    private CompletableFuture<Receipt> ask(Envelope envelope) {
        asked.add(envelope.id());
        return CompletableFuture.completedFuture(
                new Receipt(asked.size(), envelope.id(), Rfc6962.leafHash(envelope.leaf()), asked.size()));
    }

    private int take(String member, byte[] parcels) throws IOException {
        if (away.contains(member)) {
            throw new IOException(member + " is away");
        }
        try {
            for (Parcel parcel : Parcel.parse(parcels)) {
                held.computeIfAbsent(member, any -> new CopyOnWriteArrayList<>())
                        .add(parcel.envelope().id());
            }
            return 204;
        } catch (Refused malformed) {
            return 400;
        }
    }

    private Envelope statement(boolean withPayload) throws Refused {
        Draft draft = Draft.of(
                "log.example.org/spreading",
                "org.example",
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                "test.note",
                1,
                Audience.of("all"));
        Payload payload = Payload.of(List.of("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)), RANDOM);
        Envelope envelope = Envelope.sign(withPayload ? draft.with(payload.commitment()) : draft, next, author);
        next = next.next(envelope.id());
        if (withPayload) {
            files.put(envelope.id(), new byte[] {1, 2, 3});
        }
        return envelope;
    }

    private static void await(BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.sleep(2);
        }
    }

    @Test
    void aStatementAsksWhenMostOfTheCouncilHaveItsPayload() throws Refused, InterruptedException {
        others = List.of("b", "c", "d", "e");
        away.addAll(List.of("c", "d", "e"));
        Envelope envelope = statement(true);
        CompletableFuture<Receipt> receipt = spreading.append(envelope);
        await(() -> held.containsKey("b"));
        Thread.sleep(100);
        assertEquals(List.of(), asked, "two of five are not most of them");
        assertTrue(spreading.trouble().isPresent());
        away.remove("d");
        assertEquals(envelope.id(), receipt.join().statementId());
        assertEquals(List.of(envelope.id()), held.get("d"));
        assertEquals(Optional.empty(), spreading.trouble());
    }

    @Test
    void statementsAskInTheOrderInWhichTheyCame() throws Refused {
        others = List.of("b", "c");
        List<Digest> came = new ArrayList<>();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Envelope envelope = statement(i % 3 != 1);
            came.add(envelope.id());
            receipts.add(spreading.append(envelope));
        }
        receipts.forEach(CompletableFuture::join);
        assertEquals(came, asked);
    }

    @Test
    void aloneNobodyIsWaitedFor() throws Refused {
        assertEquals(1, spreading.append(statement(true)).join().index());
    }

    @Test
    void oneThatIsAwayHoldsUpNobodyAndIsNotSentWhatNobodyWaitsFor() throws Refused, InterruptedException {
        others = List.of("b", "c");
        away.add("c");
        Envelope first = statement(true);
        spreading.append(first).join();
        for (int i = 0; i < 50; i++) {
            spreading.append(statement(true)).join();
        }
        assertFalse(held.containsKey("c"));
        away.remove("c");
        int more = 0;
        while (!held.containsKey("c")) {
            assertTrue(more++ < 5_000, "it is brought nothing any more");
            spreading.append(statement(true)).join();
            Thread.sleep(1);
        }
        assertFalse(held.get("c").contains(first.id()), "long settled");
    }

    /** The other member asks again; this node's outbox has said that it will be there. */
    @Test
    void whatAnotherMemberSentIsRefusedAfterAWhileWithAllBehindItAndOwnStatementsWait()
            throws Refused, InterruptedException {
        others = List.of("b");
        away.add("b");
        List<CompletableFuture<Receipt>> sent =
                List.of(spreading.append(statement(true)), spreading.append(statement(false)));
        author = SigningKey.generate(RANDOM);
        next = LanePosition.FIRST;
        Envelope mine = statement(true);
        own.add(mine.id());
        CompletableFuture<Receipt> waits = spreading.append(mine);
        spreading.expire(System.nanoTime());
        assertFalse(sent.getFirst().isDone(), "not so soon");
        spreading.expire(System.nanoTime() + Duration.ofSeconds(11).toNanos());
        for (CompletableFuture<Receipt> one : sent) {
            CompletionException refused = assertThrows(CompletionException.class, one::join);
            assertEquals(
                    "log-unavailable",
                    assertInstanceOf(Refused.class, refused.getCause())
                            .refusal()
                            .code());
        }
        assertFalse(waits.isDone());
        away.remove("b");
        assertEquals(mine.id(), waits.join().statementId());
        assertEquals(List.of(mine.id()), asked);
    }

    @Test
    void anOwnStatementThatWaitsIsBroughtToTheCouncilAsItIsNow() throws Refused {
        others = List.of("b", "c");
        away.addAll(others);
        Envelope mine = statement(true);
        own.add(mine.id());
        CompletableFuture<Receipt> waits = spreading.append(mine);
        long later = System.nanoTime() + Duration.ofSeconds(11).toNanos();
        others = List.of("c", "d");
        spreading.expire(later);
        assertEquals(mine.id(), waits.join().statementId());
        assertEquals(Set.of("d"), held.keySet());

        Envelope last = statement(true);
        own.add(last.id());
        away.add("d");
        CompletableFuture<Receipt> alone = spreading.append(last);
        others = List.of();
        spreading.expire(later);
        assertEquals(last.id(), alone.join().statementId(), "it is the only node left");
    }

    @Test
    void whatWaitsWhenTheLogIsClosedIsOpenAndNotRefused() throws Refused {
        others = List.of("b");
        away.add("b");
        CompletableFuture<Receipt> receipt = spreading.append(statement(true));
        spreading.close();
        CompletionException open = assertThrows(CompletionException.class, receipt::join);
        assertInstanceOf(DiskFault.class, open.getCause());
    }
}
