package org.commonwatch.node.sources;

import java.util.Optional;

/** What runs for a source while it is not paused. */
interface Inflow extends AutoCloseable {
    void start();

    /** Waits, for a bounded time, until what comes from now on is taken in: who has added a source may rely on that. */
    default void awaitFirstLook() {}

    /** Where it listens, if it does. */
    default Optional<Integer> port() {
        return Optional.empty();
    }

    /** How it stands with whom it asks, in words, if it asks anybody. */
    default Optional<String> connection() {
        return Optional.empty();
    }

    /** As {@link #close}, for a source that is removed: nobody shall keep anything for it. */
    default void closeForGood() {
        close();
    }

    /** Stops and waits, for a bounded time, until nothing is taken in any more. */
    @Override
    void close();
}
