package org.commonwatch.node.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EntriesAnswerTest {
    /** A request of many statements to a log that stands still is answered as soon as one of a single statement. */
    @Test
    void oneDeadlineIsForAllOfARequest() {
        long deadline = System.nanoTime() + Duration.ofMillis(200).toNanos();
        assertTimeout(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < Parcel.REQUEST_PARCELS_MAX; i++) {
                assertEquals(
                        Outgoing.LATER,
                        EntriesResource.result(new CompletableFuture<>(), deadline)
                                .path("code")
                                .asText());
            }
        });
    }
}
