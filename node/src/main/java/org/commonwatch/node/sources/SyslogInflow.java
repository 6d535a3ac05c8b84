package org.commonwatch.node.sources;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A syslog source: one listener, one queue, one thread that takes in. A listener that fails is opened again. */
final class SyslogInflow implements Inflow {
    private static final int REST_AFTER_FAULT_MILLIS = 2_000;
    private static final Logger LOG = Logger.getLogger(SyslogInflow.class);

    private final Source source;
    private final Settings.Syslog settings;
    private final Listening listening;
    private final MessageQueue queue;
    private final StreamTaker taker;
    private final Tally tally;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<Listener> listener = Optional.empty();

    /** Opens the listener of a transport. */
    @FunctionalInterface
    interface Listening {
        Listener open(InetSocketAddress at, MessageQueue queue, Tally tally) throws IOException;
    }

    /** A bound socket. */
    interface Listener extends AutoCloseable {
        int port();

        /** Receives until closed. */
        void serve() throws IOException;

        @Override
        void close();
    }

    SyslogInflow(
            Source source,
            Settings.Syslog settings,
            Listening listening,
            MessageQueue queue,
            StreamTaker taker,
            Tally tally) {
        this.source = source;
        this.settings = settings;
        this.listening = listening;
        this.queue = queue;
        this.taker = taker;
        this.tally = tally;
        this.thread = Thread.ofPlatform().name("syslog " + source.name()).unstarted(this::run);
    }

    @Override
    public void start() {
        taker.start();
        thread.start();
    }

    @Override
    public Optional<Integer> port() {
        return listener.map(Listener::port);
    }

    @Override
    public void close() {
        closing.countDown();
        listener.ifPresent(Listener::close);
        taker.close();
        try {
            thread.join(REST_AFTER_FAULT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        do {
            try (Listener open = listening.open(
                    new InetSocketAddress(InetAddress.getByName(settings.bind()), settings.port()), queue, tally)) {
                listener = Optional.of(open);
                if (closing.getCount() > 0) {
                    open.serve();
                }
            } catch (IOException fault) {
                if (closing.getCount() > 0) {
                    LOG.warnf(
                            "source %s: cannot listen on %s: %s", source.name(), settings.where(), fault.getMessage());
                    tally.failed("listening on " + settings.where() + ": " + fault.getMessage());
                }
            } finally {
                listener = Optional.empty();
            }
        } while (!closes());
    }

    private boolean closes() {
        try {
            return closing.await(REST_AFTER_FAULT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
