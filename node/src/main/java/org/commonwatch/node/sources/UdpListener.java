package org.commonwatch.node.sources;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.commonwatch.node.sources.MessageQueue.Message;

/** Syslog over UDP (RFC 5426): a datagram is a message. A sender cannot be slowed down, so what finds no room is counted. */
final class UdpListener implements SyslogInflow.Listener {
    /** Asked of the kernel; it may give less. */
    private static final int RECEIVE_BYTES = 4 * 1024 * 1024;

    private static final int DATAGRAM_BYTES_MAX = 65_535;

    /** After this long without a datagram there is time to look at what the kernel dropped. */
    private static final int QUIET_MILLIS = 1_000;

    /** Datagrams between two looks at what the kernel dropped. */
    private static final int LOOK_EVERY = 4_096;

    private static final List<Path> KERNEL = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private final DatagramSocket socket;
    private final MessageQueue queue;
    private final Tally tally;
    private long kernelDropped;

    private UdpListener(DatagramSocket socket, MessageQueue queue, Tally tally) {
        this.socket = socket;
        this.queue = queue;
        this.tally = tally;
    }

    static UdpListener open(InetSocketAddress at, MessageQueue queue, Tally tally) throws IOException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.bind(at);
            socket.setSoTimeout(QUIET_MILLIS);
        } catch (SocketException fault) {
            socket.close();
            throw fault;
        }
        return new UdpListener(socket, queue, tally);
    }

    @Override
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void serve() throws IOException {
        byte[] buffer = new byte[DATAGRAM_BYTES_MAX];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        int sinceLook = 0;
        while (!socket.isClosed()) {
            try {
                packet.setLength(buffer.length);
                socket.receive(packet);
                byte[] message = Arrays.copyOf(buffer, packet.getLength());
                if (message.length > 0 && !queue.offer(new Message(message))) {
                    tally.dropped(Dropped.QUEUE_FULL, 1);
                }
                sinceLook++;
            } catch (java.net.SocketTimeoutException quiet) {
                sinceLook = LOOK_EVERY;
            }
            if (sinceLook >= LOOK_EVERY) {
                lookAtKernel();
                sinceLook = 0;
            }
        }
    }

    /** Linux says per socket how many datagrams found its buffer full; elsewhere this stays unknown. */
    private void lookAtKernel() {
        String port = String.format(Locale.ROOT, ":%04X", port());
        long dropped = 0;
        for (Path table : KERNEL) {
            try {
                for (String line : Files.readAllLines(table)) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length > 2 && columns[1].endsWith(port)) {
                        dropped += Long.parseLong(columns[columns.length - 1]);
                    }
                }
            } catch (IOException | NumberFormatException notLinux) {
                return;
            }
        }
        if (dropped > kernelDropped) {
            tally.dropped(Dropped.KERNEL, dropped - kernelDropped);
            kernelDropped = dropped;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
