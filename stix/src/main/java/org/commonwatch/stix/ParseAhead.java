package org.commonwatch.stix;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Objects found and not yet handed over. Helpers parse them from the front; whoever comes to one that nobody has begun
 * parses it himself, so helpers only ever make it faster. Bounded by objects and bytes.
 */
final class ParseAhead {
    /** Objects that wait at most. */
    private static final int WINDOW_OBJECTS = 256;

    /** Their bytes: beyond this each object is parsed at once. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private final Optional<Executor> helpers;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int bytes;

    private ParseAhead(Optional<Executor> helpers) {
        this.helpers = helpers;
    }

    /** Every object is handed over before the next is looked for. */
    static ParseAhead none() {
        return new ParseAhead(Optional.empty());
    }

    static ParseAhead with(Executor helpers) {
        return new ParseAhead(Optional.of(helpers));
    }

    /** One object's place and bytes; no bytes when it is too big to keep. */
    static final class Pending {
        private final int position;
        private final String path;
        private final long start;
        private final Optional<byte[]> bytes;
        private final FutureTask<StixObject> parsing;

        Pending(int position, String path, long start, Optional<byte[]> bytes) {
            this.position = position;
            this.path = path;
            this.start = start;
            this.bytes = bytes;
            this.parsing = new FutureTask<>(() -> StixObject.parse(bytes.orElseThrow()));
        }

        int position() {
            return position;
        }

        String path() {
            return path;
        }

        long start() {
            return start;
        }

        Optional<byte[]> bytes() {
            return bytes;
        }

        /** The object, parsed here and now unless a helper has begun. */
        StixObject parsed() throws Refused {
            parsing.run();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return parsing.get();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException e) {
                throw refused(e.getCause());
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static Refused refused(@Nullable Throwable cause) {
            return switch (cause) {
                case Refused refused -> refused;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("parsing throws nothing else", cause);
            };
        }
    }

    void add(Pending object) {
        pending.addLast(object);
        bytes += object.bytes.map(array -> array.length).orElse(0);
        if (object.bytes.isPresent()) {
            helpers.ifPresent(executor -> executor.execute(object.parsing));
        }
    }

    /** How many may wait. */
    int window() {
        return helpers.isPresent() && bytes <= WINDOW_BYTES ? WINDOW_OBJECTS : 0;
    }

    int waiting() {
        return pending.size();
    }

    Pending next() {
        Pending next = pending.removeFirst();
        bytes -= next.bytes.map(array -> array.length).orElse(0);
        return next;
    }
}
