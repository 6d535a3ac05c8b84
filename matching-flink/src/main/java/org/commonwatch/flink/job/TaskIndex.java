package org.commonwatch.flink.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.index.IndexSource;
import org.commonwatch.matching.index.IndexWriter;
import org.commonwatch.matching.index.LiveIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of one task: a file that is mapped, with the changes since in front of it, in a folder of its own under the machine's
 * temporary folder. It is derived from the state and goes with the task. One thread changes it and scans with it; another
 * folds the changes into the file.
 */
final class TaskIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskIndex.class);

    private final Path folder;
    private final LiveIndex live;
    private final AtomicBoolean merging = new AtomicBoolean();
    private volatile boolean closed;

    private TaskIndex(Path folder, LiveIndex live) {
        this.folder = folder;
        this.live = live;
    }

    /** An index of these. */
    static TaskIndex of(Iterable<Indicator> indicators) throws IOException {
        Path folder = Files.createTempDirectory("commonwatch-index");
        try (IndexWriter writer = new IndexWriter()) {
            LiveIndex live = LiveIndex.open(folder);
            for (Indicator indicator : indicators) {
                writer.add(indicator);
            }
            live.replace(writer);
            return new TaskIndex(folder, live);
        } catch (Refused e) {
            throw new IllegalStateException("an index of canonical values is refused", e);
        }
    }

    IndexSource source() {
        return live;
    }

    void add(Indicator indicator) {
        change(() -> live.add(indicator));
    }

    void remove(Indicator indicator) {
        change(() -> live.remove(indicator));
    }

    private interface Change {
        void make() throws Refused;
    }

    private void change(Change change) {
        try {
            change.make();
        } catch (Refused e) {
            throw new IllegalStateException("a canonical value is refused", e);
        }
        if (live.wantsMerge() && merging.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("index-merge").start(this::merge);
        }
    }

    private void merge() {
        try {
            live.merge();
        } catch (IOException | Refused | UncheckedIOException e) {
            if (!closed) {
                LOG.warn("the index was not merged; it is tried again with the next change", e);
            }
        } finally {
            merging.set(false);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        live.close();
        try (var files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
