package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way: signed, and durable in the author's outbox. The future yields the entry's index once the entry is
 * final and applied, so that the next question sees it; it fails when the sequencer refuses the statement.
 */
public record Submission(CompletableFuture<Long> applied) {
    /** Waits for up to {@code patience}; whether the command is final and applied by then. */
    public boolean await(Duration patience) {
        try {
            applied.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException stillPending) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case CompletionException wrapped -> failure(wrapped.getCause());
            case Refused refused -> new NotAccepted(refused.refusal());
            case RuntimeException fault -> fault;
            case null, default -> new IllegalStateException("a submission failed", cause);
        };
    }

    public boolean done() {
        return applied.isDone() && !applied.isCompletedExceptionally();
    }
}
