package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.List;
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

    /**
     * As {@link #await} for several together, without a thread that waits: what makes entries final may need the threads that
     * requests are answered on. False when the patience was over first; fails as {@link #await} throws. Completes on the
     * thread of replay, which is not for work.
     */
    public static CompletableFuture<Boolean> settled(List<Submission> submissions, Duration patience) {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        var _ = CompletableFuture.allOf(
                        submissions.stream().map(Submission::applied).toArray(CompletableFuture<?>[]::new))
                .whenComplete((all, fault) -> {
                    if (fault == null) {
                        settled.complete(true);
                    } else {
                        settled.completeExceptionally(failure(fault));
                    }
                });
        return settled.completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS);
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
