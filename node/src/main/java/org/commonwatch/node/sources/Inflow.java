package org.commonwatch.node.sources;

import java.util.Optional;

/** What runs for a source while it is not paused. */
interface Inflow extends AutoCloseable {
    void start();

    /** Where it listens, if it does. */
    default Optional<Integer> port() {
        return Optional.empty();
    }

    /** Stops and waits, for a bounded time, until nothing is taken in any more. */
    @Override
    void close();
}
