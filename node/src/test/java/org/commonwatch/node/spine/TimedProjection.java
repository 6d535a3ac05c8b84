package org.commonwatch.node.spine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Another projection and the processor time its apply took on the replay thread, for measurements: other processes do not
 * count, and neither do the cores that help. Written by the replay thread, read after it is done.
 */
public final class TimedProjection implements Projection {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Projection timed;
    private volatile long nanos;
    private volatile long objects;

    public TimedProjection(Projection timed) {
        this.timed = timed;
    }

    @Override
    public String name() {
        return timed.name();
    }

    @Override
    public int version() {
        return timed.version();
    }

    @Override
    public List<String> tables() {
        return timed.tables();
    }

    @Override
    public String schema() {
        return timed.schema();
    }

    @Override
    public Pace pace() {
        return timed.pace();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void apply(Applied entry, Db db) {
        long start = THREADS.getCurrentThreadCpuTime();
        timed.apply(entry, db);
        nanos += THREADS.getCurrentThreadCpuTime() - start;
        objects += entry.objects().size();
    }

    @Override
    public String toString() {
        return "%s: %d objects in %.2f s of the replay thread, %.0f a second"
                .formatted(name(), objects, nanos / 1e9, objects / (nanos / 1e9));
    }
}
