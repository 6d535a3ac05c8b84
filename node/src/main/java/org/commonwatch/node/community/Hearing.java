package org.commonwatch.node.community;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;
import org.jboss.logging.Logger;

/** The thread that hears the news of one log; a broken stream is opened again, and until then says that something may be new. */
final class Hearing {
    /** Silence after which a stream counts as broken; the other side says something every 15 seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private static final Logger LOG = Logger.getLogger(Hearing.class);

    private final String log;
    private final Opening opening;
    private final Consumer<Optional<Announcement>> listener;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean heard;
    private volatile long heardNanos = System.nanoTime();
    private volatile Optional<InputStream> stream = Optional.empty();

    /** Opens a stream of events. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException, InterruptedException;
    }

    /** @param listener hears an announcement as it came, or nothing when it is only time to look */
    Hearing(String log, Opening opening, Consumer<Optional<Announcement>> listener) {
        this.log = log;
        this.opening = opening;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("hear-" + log).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether announcements arrive. */
    boolean hears() {
        return heard;
    }

    /** Ends a stream on which nothing was heard for too long; called now and then from outside. */
    void watch() {
        if (heard && System.nanoTime() - heardNanos > SILENCE_MAX.toNanos()) {
            endStream();
        }
    }

    void close() {
        closing = true;
        endStream();
        thread.interrupt();
    }

    private void run() {
        Duration pause = Followed.LOOK_MIN;
        while (!closing) {
            try (InputStream in = opening.open()) {
                stream = Optional.of(in);
                heardNanos = System.nanoTime();
                EventLines events = new EventLines(in);
                Optional<String> data = events.next();
                while (data.isPresent() && !closing) {
                    heard = true;
                    heardNanos = System.nanoTime();
                    pause = Followed.LOOK_MIN;
                    data.filter(text -> !text.isEmpty()).ifPresent(text -> listener.accept(announcement(text)));
                    data = events.next();
                }
            } catch (IOException broken) {
                LOG.debugf("the news of %s broke off: %s", log, broken.getMessage());
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException fault) {
                // Whom to ask stands in a store that may be too busy just now.
                LOG.warnf("the news of %s could not be asked for: %s", log, fault);
            }
            heard = false;
            stream = Optional.empty();
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stopped) {
                return;
            }
            pause = Followed.doubled(pause);
            listener.accept(Optional.empty());
        }
    }

    /** Empty when it is none: then looking will tell. */
    private Optional<Announcement> announcement(String text) {
        try {
            return Optional.of(Announcement.parse(text));
        } catch (Refused malformed) {
            LOG.debugf("the news of %s cannot be read: %s", log, malformed.refusal());
            return Optional.empty();
        }
    }

    private void endStream() {
        stream.ifPresent(in -> {
            try {
                in.close();
            } catch (IOException e) {
                LOG.debugf("closing the news of %s: %s", log, e.getMessage());
            }
        });
    }
}
