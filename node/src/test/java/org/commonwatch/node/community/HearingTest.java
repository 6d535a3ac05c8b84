package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.node.spine.TooBusy;
import org.junit.jupiter.api.Test;

class HearingTest {
    /** Whom to ask stands in a store, and that may be too busy for a moment. */
    @Test
    void aFaultWhileAskingIsNotTheEndOfHearing() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(10);
        Hearing hearing = new Hearing(
                "test",
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new TooBusy("all connections are in use");
                    }
                    return new ByteArrayInputStream("data: YWJj\n".getBytes(StandardCharsets.US_ASCII));
                },
                checkpoint -> checkpoint.ifPresent(heard::offer));
        hearing.start();
        try {
            byte[] first = Optional.ofNullable(heard.poll(20, TimeUnit.SECONDS)).orElse(new byte[0]);
            assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), first);
        } finally {
            hearing.close();
        }
    }
}
