package org.commonwatch.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One line on standard error that says how far a long work is. It appears after a second, so that quick work stays
 * silent, and is wiped at the end. A thread of its own redraws, because the work may wait on the other side; drawing and
 * {@link #close} share the lock of this object.
 */
public final class Progress implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration REDRAW = Duration.ofMillis(150);
    private static final int BAR_COLUMNS = 24;

    private final OutputStream err;
    private final int columns;
    private final String label;
    private final long total;
    private volatile long done;
    private boolean closed;
    private boolean drawn;
    private int turn;

    Progress(OutputStream err, boolean visible, int columns, String label, long total) {
        this.err = err;
        this.columns = columns;
        this.label = SafeText.line(label);
        this.total = total;
        if (visible) {
            Thread.ofPlatform().daemon().name("progress").start(this::redraw);
        }
    }

    /** Bytes done so far; from one thread at a time. */
    public void done(long bytes) {
        done = bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (drawn) {
            write("\r\u001b[K");
        }
    }

    private synchronized void redraw() {
        try {
            long wakeAt = System.nanoTime() + SILENCE.toNanos();
            while (!closed) {
                long left = wakeAt - System.nanoTime();
                if (left > 0) {
                    wait(left / 1_000_000, (int) (left % 1_000_000));
                    continue;
                }
                write("\r" + Columns.fit(picture(), columns - 1) + "\u001b[K");
                drawn = true;
                wakeAt = System.nanoTime() + REDRAW.toNanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The line as it stands now. */
    String picture() {
        if (total <= 0 || done >= total) {
            String waiting = done == 0 ? "" : " " + bytes(done);
            return "|/-\\".charAt(turn++ % 4) + " " + label + waiting;
        }
        int filled = (int) (BAR_COLUMNS * done / total);
        return "[" + "#".repeat(filled) + ".".repeat(BAR_COLUMNS - filled) + "] " + 100 * done / total + "% of "
                + bytes(total) + "  " + label;
    }

    /** A size for people: 512 B, 1.4 MB. Powers of a thousand. */
    public static String bytes(long count) {
        if (count < 1_000) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        while (value >= 999.95 && unit < 4) {
            value /= 1_000;
            unit++;
        }
        return String.format(java.util.Locale.ROOT, "%.1f %sB", value, "kMGTP".charAt(unit));
    }

    private void write(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to standard error", e);
        }
    }
}
