package org.commonwatch.node.spine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Submits again what was sealed to an epoch that was outdated when the entry came to its place. On a thread of its own,
 * because what completes a submission is replay, and sealing may wait for replay.
 */
final class Resealing implements AutoCloseable {
    /** Keys are renewed when somebody leaves: twice in the time of one command is rare, three times is trouble. */
    private static final int TRIES_MAX = 3;

    private final ExecutorService again = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("reseal").factory());

    CompletableFuture<Long> submit(Supplier<CompletableFuture<Long>> attempt) {
        return submit(attempt, TRIES_MAX);
    }

    private CompletableFuture<Long> submit(Supplier<CompletableFuture<Long>> attempt, int tries) {
        return attempt.get()
                .exceptionallyComposeAsync(
                        fault -> tries > 1 && isOutdated(fault)
                                ? submit(attempt, tries - 1)
                                : CompletableFuture.failedFuture(fault),
                        again);
    }

    /** Refused by the node that orders the log, or void at its place. */
    private static boolean isOutdated(@Nullable Throwable fault) {
        return switch (fault) {
            case CompletionException wrapped -> isOutdated(wrapped.getCause());
            case Refused refused -> refused.refusal().code().equals(Seals.OUTDATED);
            case NotAccepted no -> no.isVoidBy(Seals.OUTDATED);
            case null, default -> false;
        };
    }

    @Override
    public void close() {
        again.shutdownNow();
    }
}
