package org.commonwatch.node.notify;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;

/**
 * Sends one syslog message on a connection of its own. Syslog has no acknowledgement. Over TCP and TLS we end our side and wait a
 * moment for the other to end its own, so that a receiver that was going away is noticed; UDP may lose a message and nobody
 * hears of it.
 */
final class SyslogSending {
    private static final int CONNECT_MILLIS_MAX = 10_000;

    /** How long the receiver may take to end its side; many never do, and then we go. */
    private static final int FAREWELL_MILLIS_MAX = 1_000;

    private final Outbound outbound;

    /** @param outbound knows whom to trust over TLS */
    SyslogSending(Outbound outbound) {
        this.outbound = outbound;
    }

    void send(Target.Syslog to, Message message) throws SendFault {
        try {
            switch (to.transport()) {
                case UDP -> datagram(to, SyslogMessage.of(message, to.facility(), SyslogMessage.DATAGRAM_BYTES_MAX));
                case TCP, TLS -> stream(to, SyslogMessage.of(message, to.facility(), SyslogMessage.STREAM_BYTES_MAX));
            }
        } catch (OutboundFault fault) {
            throw new SendFault(fault.code(), fault.sentence(), false, fault);
        } catch (IOException fault) {
            String why = Optional.ofNullable(fault.getMessage())
                    .orElse(fault.getClass().getSimpleName());
            throw new SendFault("no-answer", to.where() + " does not take the message: " + why + ".", false, fault);
        }
    }

    private static void datagram(Target.Syslog to, byte[] message) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(message, message.length, InetAddress.getByName(to.host()), to.port()));
        }
    }

    /** Octet counting, RFC 6587 section 3.4.1 and RFC 5425 section 4.3. */
    private void stream(Target.Syslog to, byte[] message) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.getByName(to.host()), to.port()), CONNECT_MILLIS_MAX);
            plain.setSoTimeout(CONNECT_MILLIS_MAX);
            Socket socket = to.transport() == Target.Syslog.Transport.TLS ? secured(plain, to) : plain;
            socket.getOutputStream().write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.setSoTimeout(FAREWELL_MILLIS_MAX);
            farewell(socket.getInputStream());
        }
    }

    private SSLSocket secured(Socket plain, Target.Syslog to) throws IOException {
        SSLSocket socket =
                (SSLSocket) outbound.tls().getSocketFactory().createSocket(plain, to.host(), to.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void farewell(InputStream in) throws IOException {
        try {
            // A receiver has nothing to say; whatever it says is its farewell.
            in.skip(1);
        } catch (SocketTimeoutException stays) {
            return;
        }
    }
}
