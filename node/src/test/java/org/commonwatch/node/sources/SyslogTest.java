package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.node.sources.Settings.Syslog.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Syslog over real sockets on free ports. */
class SyslogTest {
    private static final Duration WAIT_MAX = Duration.ofMinutes(2);
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    Path folder;

    private Optional<SourceFixture> opened = Optional.empty();

    @BeforeEach
    void open() {
        opened = Optional.of(new SourceFixture(folder.resolve("home")));
    }

    @AfterEach
    void close() {
        opened.ifPresent(SourceFixture::close);
    }

    @Test
    void takesDatagrams() throws Exception {
        try (Running syslog = start(Transport.UDP);
                DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 200; i++) {
                byte[] message =
                        ("<34>1 2026-11-25T12:00:00Z host app - - - number " + i).getBytes(StandardCharsets.UTF_8);
                socket.send(
                        new DatagramPacket(message, message.length, InetAddress.getLoopbackAddress(), syslog.port()));
            }
            syslog.await(200);
        }
        assertEquals(200, fixture().counts().size());
    }

    @Test
    void readsBothFramingsOfAStream() throws Exception {
        try (Running syslog = start(Transport.TCP);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslog.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("<34>ended by a feed\r\n17 <34>counted\none \n19 <34>counted closely<34>and the last"
                    .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            syslog.await(4);
        }
        assertEquals(
                List.of("<34>and the last", "<34>counted closely", "<34>counted one", "<34>ended by a feed"),
                fixture().counts().keySet().stream().map(String::strip).sorted().toList());
    }

    @Test
    void framesSurviveAnyChunkingAndNonsenseEndsTheStream() throws IOException {
        Random dice = new Random(34);
        for (int run = 0; run < 200; run++) {
            List<String> sent = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String message = "<" + dice.nextInt(192) + ">" + "m".repeat(dice.nextInt(80)) + i;
                sent.add(message);
                stream.append(dice.nextBoolean() ? message.length() + " " + message : message + "\n");
            }
            byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
            SyslogFrames frames = new SyslogFrames(new Trickle(bytes, dice));
            List<String> read = new ArrayList<>();
            Optional<byte[]> next = frames.next();
            while (next.isPresent()) {
                read.add(new String(next.orElseThrow(), StandardCharsets.UTF_8));
                next = frames.next();
            }
            assertEquals(sent, read);
        }
        for (String nonsense : List.of("999999999 x", "12x", "99999999 x")) {
            SyslogFrames frames = new SyslogFrames(new ByteArrayInputStream(nonsense.getBytes(StandardCharsets.UTF_8)));
            assertThrows(SyslogFrames.BadFrame.class, frames::next, nonsense);
        }
    }

    @Test
    void countsWhatFindsNoRoomAndSlowsDownWhoCanWait() throws Exception {
        MessageQueue queue = new MessageQueue();
        byte[] big = new byte[SyslogFrames.MESSAGE_BYTES_MAX];
        while (queue.offer(new MessageQueue.Message(big))) {
            assertTrue(queue.bytes() <= MessageQueue.QUEUE_BYTES_MAX);
        }
        Thread waiting = Thread.ofVirtual().start(() -> put(queue, big));
        Thread.sleep(50);
        assertTrue(waiting.isAlive(), "a stream waits");
        queue.drain(SyslogFrames.MESSAGE_BYTES_MAX, 1);
        waiting.join(WAIT_MAX);
        assertTrue(!waiting.isAlive(), "and goes on when there is room");
    }

    @Test
    void keepsTheStartOfMessagesThatAreTooLong() throws Exception {
        try (Running syslog = start(Transport.TCP);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslog.port())) {
            String most = "x".repeat(SyslogFrames.MESSAGE_BYTES_MAX + 500);
            socket.getOutputStream().write((most + "\nnext\n").getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            syslog.await(2);
        }
        assertTrue(fixture().counts().containsKey("next"));
        assertEquals(1, dropped(Dropped.TOO_LONG));
    }

    @Test
    void letsOnlyTrustedClientsInOverTls() throws Exception {
        Pem own = Pem.make(folder, "server");
        Pem client = Pem.make(folder, "client");
        Settings.Syslog settings = new Settings.Syslog(
                Transport.TLS,
                LOOPBACK,
                0,
                Optional.of(own.certificate()),
                Optional.of(own.key()),
                Optional.of(client.certificate()));
        try (Running syslog = start(settings)) {
            try (Socket known =
                    Pem.context(own, Optional.of(client)).getSocketFactory().createSocket(LOOPBACK, syslog.port())) {
                known.getOutputStream().write("<34>trusted\n".getBytes(StandardCharsets.UTF_8));
                known.getOutputStream().flush();
                syslog.await(1);
            }
            assertThrows(IOException.class, () -> {
                try (Socket stranger =
                        Pem.context(own, Optional.empty()).getSocketFactory().createSocket(LOOPBACK, syslog.port())) {
                    stranger.getOutputStream().write("<34>stranger\n".getBytes(StandardCharsets.UTF_8));
                    stranger.getOutputStream().flush();
                    if (stranger.getInputStream().read() < 0) {
                        throw new IOException("closed");
                    }
                }
            });
        }
        assertEquals(1, dropped(Dropped.NOT_AUTHENTIC));
        assertEquals(1, fixture().counts().size());
    }

    private SourceFixture fixture() {
        return opened.orElseThrow();
    }

    private long dropped(Dropped reason) {
        return fixture()
                .local
                .read(db -> db.number("SELECT count FROM source_dropped WHERE reason = ?", reason.word()));
    }

    private Running start(Transport transport) throws InterruptedException {
        return start(new Settings.Syslog(transport, LOOPBACK, 0, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private Running start(Settings.Syslog settings) throws InterruptedException {
        SourceFixture node = fixture();
        Source source = node.add("syslog", settings);
        Tally tally = new Tally(node.clock);
        MessageQueue queue = new MessageQueue();
        Vertx vertx = Vertx.vertx();
        SyslogInflow inflow = new SyslogInflow(
                source,
                settings,
                new Listeners(vertx).of(settings),
                queue,
                new StreamTaker(source, queue, node.uptake, node.local, Deliveries.NOBODY, tally),
                tally);
        inflow.start();
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (inflow.port().isEmpty()) {
            assertTrue(System.nanoTime() < deadline, () -> "does not listen: " + tally.failure());
            Thread.sleep(5);
        }
        return new Running(node, inflow, vertx);
    }

    private record Running(SourceFixture node, SyslogInflow inflow, Vertx vertx) implements AutoCloseable {
        int port() {
            return inflow.port().orElseThrow();
        }

        void await(int lines) throws InterruptedException {
            long deadline = System.nanoTime() + WAIT_MAX.toNanos();
            while (node.local.<Long>read(db -> db.number("SELECT lines FROM source")) < lines) {
                assertTrue(System.nanoTime() < deadline, () -> "only " + node.counts());
                Thread.sleep(10);
            }
        }

        @Override
        public void close() {
            inflow.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void put(MessageQueue queue, byte[] bytes) {
        try {
            queue.put(new MessageQueue.Message(bytes));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stream that gives as few bytes at a time as it likes. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random dice;

        Trickle(byte[] bytes, Random dice) {
            super(bytes);
            this.dice = dice;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1 + dice.nextInt(7)));
        }
    }
}
