package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import org.commonwatch.node.notify.Target.Syslog.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real receivers on loopback, and the grammar of RFC 5424. */
class SyslogSendingTest {
    /** Header, structured data and message of RFC 5424 section 6. */
    private static final Pattern RFC_5424 = Pattern.compile(
            "<(\\d{1,3})>1 "
                    + "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) "
                    + "(\\[commonwatch@32473(?: [!-<>-\\\\^-~&&[^\"=\\]]]{1,32}=\"(?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*]) \ufeff([^\\p{Cntrl}]*)");

    @TempDir
    Path folder;

    private static Matcher read(String message) {
        Matcher read = RFC_5424.matcher(message);
        assertTrue(read.matches(), message);
        return read;
    }

    private static String parameter(String data, String name) {
        Matcher found =
                Pattern.compile(" " + name + "=\"((?:[^\"\\\\\\]]|\\\\.)*)\"").matcher(data);
        assertTrue(found.find(), name + " in " + data);
        return found.group(1).replaceAll("\\\\(.)", "$1");
    }

    @Test
    void sendsADatagram() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, Authority.loopback())) {
            receiver.setSoTimeout(10_000);
            send(Transport.UDP, receiver.getLocalPort(), Samples.hit("10.1.2.3", Optional.empty()));
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            receiver.receive(packet);
            Matcher read = read(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            assertEquals(Integer.toString(16 * 8 + 4), read.group(1), "local0, warning: two lines came through");
            assertEquals("2026-11-25T00:00:00.000000Z", read.group(2));
            assertEquals("node.example", read.group(3));
            assertEquals("hit", read.group(6));
            String data = read.group(7);
            assertEquals("http://login.harbour.example/x", parameter(data, "value"));
            assertEquals("AMBER+STRICT", parameter(data, "tlp"));
            assertEquals("10.1.2.3", parameter(data, "asset"));
            assertEquals("3", parameter(data, "lines"));
            assertEquals("d-00112233445566778899aabbccddeeff", parameter(data, "delivery"));
            assertFalse(data.contains(" line="), "no telemetry unless it was asked for");
        }
    }

    @Test
    void foreignTextStaysInItsPlace() {
        String message = new String(
                SyslogMessage.of(Samples.hit(Samples.HOSTILE, Optional.of(Samples.HOSTILE)), 16, 8_192),
                StandardCharsets.UTF_8);
        String data = read(message).group(7);
        assertEquals(
                "a]b\"c\\d\ufffd\ufffdBcc: all@evil.example\ufffd\ufffd\ufffd", parameter(data, "asset"), "unescaped");
    }

    @Test
    void longValuesAreCutUntilTheMessageFits() {
        String long1 = "é".repeat(5_000);
        byte[] datagram =
                SyslogMessage.of(Samples.hit(long1, Optional.of(long1)), 16, SyslogMessage.DATAGRAM_BYTES_MAX);
        assertTrue(datagram.length <= SyslogMessage.DATAGRAM_BYTES_MAX, datagram.length + " bytes");
        read(new String(datagram, StandardCharsets.UTF_8));
    }

    @Test
    void aDigestAndATestAreMessagesToo() {
        Matcher digest = read(new String(SyslogMessage.of(Samples.digest(), 16, 2_048), StandardCharsets.UTF_8));
        assertEquals("31", parameter(digest.group(7), "hits"));
        assertTrue(digest.group(8).startsWith("31 hits held back: 4 indicators, 9 own assets"), digest.group(8));
        assertEquals(
                "test",
                read(new String(SyslogMessage.of(Samples.test(), 16, 2_048), StandardCharsets.UTF_8))
                        .group(6));
    }

    @Test
    void countsOctetsOverTcp() throws Exception {
        try (Receiver receiver = new Receiver(ServerSocketFactory.getDefault())) {
            send(Transport.TCP, receiver.port(), Samples.hit("é", Optional.empty()));
            read(receiver.next());
        }
    }

    @Test
    void checksTheCertificateOverTls() throws Exception {
        Authority authority = new Authority(folder);
        try (Receiver receiver = new Receiver(authority.server().getServerSocketFactory())) {
            Target.Syslog to = new Target.Syslog(Transport.TLS, "localhost", receiver.port(), 16);
            new SyslogSending(authority.trusting()).send(to, Samples.test());
            read(receiver.next());
            SendFault stranger = assertThrows(
                    SendFault.class, () -> new SyslogSending(Authority.strict(folder)).send(to, Samples.test()));
            assertEquals("no-answer", stranger.code());
            Target.Syslog otherName = new Target.Syslog(Transport.TLS, "127.0.0.1", receiver.port(), 16);
            assertThrows(
                    SendFault.class, () -> new SyslogSending(authority.trusting()).send(otherName, Samples.test()));
            receiver.refusals.take();
            receiver.refusals.take();
            assertEquals(0, receiver.messages.size(), "nothing was said to either");
        }
    }

    @Test
    void nobodyThereIsAnAccident() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, Authority.loopback())) {
            port = gone.getLocalPort();
        }
        SendFault fault = assertThrows(SendFault.class, () -> send(Transport.TCP, port, Samples.test()));
        assertEquals("no-answer", fault.code());
        assertFalse(fault.refused());
    }

    private void send(Transport transport, int port, Message message) throws SendFault {
        new SyslogSending(Authority.strict(folder)).send(new Target.Syslog(transport, "127.0.0.1", port, 16), message);
    }

    /** Reads messages by their octet count and ends its side as receivers do. */
    private static final class Receiver implements AutoCloseable {
        private final ServerSocket server;
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();

        Receiver(ServerSocketFactory sockets) throws IOException {
            server = sockets.createServerSocket(0, 5, Authority.loopback());
            Thread.ofPlatform().daemon().start(this::serve);
        }

        int port() {
            return server.getLocalPort();
        }

        String next() throws InterruptedException {
            return Optional.ofNullable(messages.poll(120, TimeUnit.SECONDS)).orElseThrow();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    int count = 0;
                    for (int digit = in.read(); digit != ' '; digit = in.read()) {
                        if (digit < 0) {
                            throw new IOException("the connection ended before a count");
                        }
                        count = count * 10 + digit - '0';
                    }
                    String message = new String(in.readNBytes(count), StandardCharsets.UTF_8);
                    assertEquals(-1, in.read(), "nothing after the message");
                    messages.add(message);
                } catch (IOException refused) {
                    refusals.add(String.valueOf(refused.getMessage()));
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
