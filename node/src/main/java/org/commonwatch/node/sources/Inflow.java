package org.commonwatch.node.sources;

/** What runs for a source while it is not paused. */
interface Inflow extends AutoCloseable {
    void start();

    /** Stops and waits, for a bounded time, until nothing is taken in any more. */
    @Override
    void close();
}
