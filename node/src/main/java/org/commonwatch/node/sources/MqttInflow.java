package org.commonwatch.node.sources;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/** An MQTT source: one connection at a time, one queue, one thread that takes in. A connection that ends is opened again. */
final class MqttInflow implements Inflow {
    /** Waits between attempts: doubled after each one that fails. */
    private static final Duration REST_MIN = Duration.ofSeconds(1);

    private static final Duration REST_MAX = Duration.ofMinutes(1);

    /** A connection that held this long was a good one; after it waiting begins anew. */
    private static final Duration GOOD_MIN = Duration.ofSeconds(10);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(MqttInflow.class);

    private final String name;
    private final MqttOpening opening;
    private final MqttSession session;
    private final MessageQueue queue;
    private final StreamTaker taker;
    private final Tally tally;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Optional<MqttConnection> connection = Optional.empty();
    private volatile String standing = "not connected";

    MqttInflow(
            Source source,
            MqttOpening opening,
            MqttSession session,
            MessageQueue queue,
            StreamTaker taker,
            Tally tally) {
        this.name = source.name();
        this.opening = opening;
        this.session = session;
        this.queue = queue;
        this.taker = taker;
        this.tally = tally;
        this.thread = Thread.ofPlatform().name("mqtt " + name).unstarted(this::run);
    }

    @Override
    public void start() {
        taker.start();
        thread.start();
    }

    @Override
    public Optional<String> connection() {
        long repeated = session.repeated();
        return Optional.of(
                repeated == 0
                        ? standing
                        : standing + "; " + repeated + " messages sent again were known and not counted again");
    }

    @Override
    public void close() {
        close(false);
    }

    @Override
    public void closeForGood() {
        close(true);
    }

    /** What waits is still taken in and acknowledged; only then the connection ends. */
    private void close(boolean forGood) {
        closing.countDown();
        taker.close();
        connection.ifPresent(open -> {
            open.leave(forGood);
            open.close();
        });
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration rest = REST_MIN;
        do {
            long began = System.nanoTime();
            attempt();
            boolean good = System.nanoTime() - began > GOOD_MIN.toNanos();
            Duration doubled = rest.multipliedBy(2);
            rest = good ? REST_MIN : doubled.compareTo(REST_MAX) < 0 ? doubled : REST_MAX;
        } while (!closes(rest));
    }

    private void attempt() {
        try (MqttConnection open = connect()) {
            connection = Optional.of(open);
            open.serve(opening.settings().topic(), this::subscribed);
        } catch (IOException fault) {
            failed(opening.settings().where() + ": " + fault.getMessage());
        } catch (StoreFault | TooBusy fault) {
            failed("local.db: " + fault.getMessage());
        } catch (InterruptedException e) {
            closing.countDown();
        } catch (RuntimeException fault) {
            // The one place where a fault of one source is kept from the others: it is shown, and tried again.
            LOG.errorf(fault, "source %s: a fault of this node", name);
            failed("a fault of this node: " + fault);
        } finally {
            connection = Optional.empty();
            standing = "not connected";
        }
    }

    private MqttConnection connect() throws IOException {
        MqttOpening.Opened opened = opening.open();
        MqttConnection open = new MqttConnection(opened, session, queue);
        if (session.connected(opened.present(), open::acknowledge)) {
            tally.dropped(Dropped.SESSION_LOST, 1);
        }
        return open;
    }

    private void subscribed(boolean sure) {
        standing = "connected" + (opening.settings().tls() ? " with TLS" : ", not encrypted");
        if (sure) {
            tally.recovered();
        } else {
            tally.failed("the broker grants QoS 0 only: what is published while this node is away is lost");
        }
    }

    private void failed(String message) {
        if (closing.getCount() > 0) {
            LOG.warnf("source %s: %s", name, message);
            tally.failed(message);
        }
    }

    private boolean closes(Duration rest) {
        try {
            return closing.await(rest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
