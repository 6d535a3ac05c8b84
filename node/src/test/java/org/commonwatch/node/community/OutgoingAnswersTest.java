package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.TooBusy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingAnswersTest {
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

    /** What the node that orders the log answers, or what befalls the way to it, the first time. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            busy                                                             | the store that says whom to ask
            {"results":[{"code":"later"}]}                                   | not now
            {"results":[{"code":"log-waiting"}]}                             | not now
            {"results":[{"code":"log-closed"}]}                              | not now
            {"results":"none"}                                               | nothing of the kind
            {"results":[{"index":1}],"lane_sequence":9007199254740993,"lane_previous":"PREVIOUS"} | a lane beyond all lanes
            {"results":[{"index":1}],"lane_sequence":-1,"lane_previous":"PREVIOUS"} | a lane before all lanes
            """)
    void oneBadAnswerIsNotTheEndOfSending(String first, String why) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Outgoing outgoing = new Outgoing(
                "test",
                new OneNode(() -> {
                    boolean bad = asked.incrementAndGet() == 1;
                    if (bad && first.equals("busy")) {
                        throw new TooBusy("all connections are in use");
                    }
                    return reply(bad ? first : "{\"results\":[{\"index\":1}]}");
                }),
                statement -> Optional.empty())) {
            outgoing.begin();
            Envelope one = envelope(LanePosition.FIRST);
            CompletableFuture<Receipt> receipt = outgoing.add(one);
            await(() -> asked.get() >= 1);
            Envelope two = envelope(LanePosition.FIRST.next(one.id()));
            var _ = outgoing.add(two);
            await(() -> asked.get() >= 2);
            outgoing.included(0, List.of(one.leaf()), 1);
            assertEquals(0, receipt.get(120, TimeUnit.SECONDS).index(), why);
            assertTrue(outgoing.told(KEY.id()).isEmpty(), why);
        }
    }

    private record OneNode(Supplier<Reply> answer) implements Outgoing.Way {
        @Override
        public Reply post(byte[] parcels) {
            return answer.get();
        }

        @Override
        public void failed() {}

        @Override
        public int nodes() {
            return 1;
        }
    }

    private static Reply reply(String body) {
        return new Reply(
                200,
                "application/json",
                body.replace("PREVIOUS", "ab".repeat(32)).getBytes(StandardCharsets.UTF_8));
    }

    private static Envelope envelope(LanePosition position) throws Refused {
        return Envelope.sign(
                Draft.of("log", "org.example", Instant.EPOCH, "test.note", 1, Audience.of("all")), position, KEY);
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 6_000 && !what.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertTrue(what.getAsBoolean());
    }
}
