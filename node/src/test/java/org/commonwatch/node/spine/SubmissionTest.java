package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Refusal;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CompletableFuture<Long> first = new CompletableFuture<>();
    private final CompletableFuture<Long> second = new CompletableFuture<>();
    private final List<Submission> both = List.of(new Submission(first), new Submission(second));

    @Test
    void severalAreSettledWhenAllAreApplied() throws Exception {
        CompletableFuture<Boolean> settled = Submission.settled(both, LONG);
        second.complete(2L);
        assertFalse(settled.isDone());
        first.complete(1L);
        assertTrue(settled.get(1, TimeUnit.SECONDS));
    }

    @Test
    void nothingIsSettledAtOnce() throws Exception {
        assertTrue(Submission.settled(List.of(), LONG).get(1, TimeUnit.SECONDS));
    }

    @Test
    void whatIsNotAppliedInTimeIsPendingAndStaysUnderWay() throws Exception {
        first.complete(1L);
        assertFalse(Submission.settled(both, Duration.ofMillis(20)).get(20, TimeUnit.SECONDS));
        assertFalse(second.isDone());
    }

    @Test
    void aRefusalIsToldAsToWhoWaits() {
        Refusal refusal = Refusal.of("disk-full", "", "No room.");
        CompletableFuture<Boolean> settled = Submission.settled(both, LONG);
        first.complete(1L);
        second.completeExceptionally(refusal.toException());
        ExecutionException told = assertThrows(ExecutionException.class, () -> settled.get(1, TimeUnit.SECONDS));
        assertEquals(
                refusal, assertInstanceOf(NotAccepted.class, told.getCause()).refusal());
    }
}
