package org.commonwatch.node.sources;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.commonwatch.node.sources.MessageQueue.Message;

/**
 * Syslog over TCP (RFC 6587) or TLS (RFC 5425), a virtual thread a connection. When the queue is full nothing is read, so the
 * sender waits.
 */
final class TcpListener implements SyslogInflow.Listener {
    /** Connections at once: each costs a buffer of 128 KiB at most. */
    static final int CONNECTIONS_MAX = 256;

    private static final int HANDSHAKE_MILLIS_MAX = 10_000;

    /** A connection that says nothing for this long is ended; senders connect anew. */
    private static final int SILENCE_MILLIS_MAX = 3_600_000;

    private final ServerSocket server;
    private final MessageQueue queue;
    private final Tally tally;
    private final Semaphore room = new Semaphore(CONNECTIONS_MAX);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private TcpListener(ServerSocket server, MessageQueue queue, Tally tally) {
        this.server = server;
        this.queue = queue;
        this.tally = tally;
    }

    /** @param clients whether a client must show a certificate that the factory's context trusts */
    static TcpListener open(
            ServerSocketFactory sockets, boolean clients, InetSocketAddress at, MessageQueue queue, Tally tally)
            throws IOException {
        ServerSocket server = sockets.createServerSocket();
        try {
            server.setReuseAddress(true);
            if (server instanceof SSLServerSocket tls) {
                tls.setNeedClientAuth(clients);
                tls.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            }
            server.bind(at);
        } catch (IOException fault) {
            server.close();
            throw fault;
        }
        return new TcpListener(server, queue, tally);
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void serve() throws IOException {
        while (!server.isClosed()) {
            Socket connection = server.accept();
            if (!room.tryAcquire()) {
                tally.dropped(Dropped.TOO_MANY_CONNECTIONS, 1);
                quietly(connection);
                continue;
            }
            connections.add(connection);
            Thread.ofVirtual().name("syslog connection").start(() -> attend(connection));
        }
    }

    private void attend(Socket connection) {
        try {
            receive(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
            quietly(connection);
            room.release();
        }
    }

    private void receive(Socket connection) throws InterruptedException {
        String who = String.valueOf(connection.getRemoteSocketAddress());
        try {
            connection.setKeepAlive(true);
            connection.setSoTimeout(HANDSHAKE_MILLIS_MAX);
            if (connection instanceof SSLSocket tls) {
                tls.startHandshake();
            }
            connection.setSoTimeout(SILENCE_MILLIS_MAX);
            SyslogFrames frames = new SyslogFrames(connection.getInputStream());
            Optional<byte[]> message = frames.next();
            while (message.isPresent() && queue.put(new Message(message.orElseThrow()))) {
                if (frames.wasCut()) {
                    tally.dropped(Dropped.TOO_LONG, 1);
                }
                message = frames.next();
            }
        } catch (SyslogFrames.BadFrame bad) {
            tally.dropped(Dropped.BAD_FRAME, 1);
            tally.failed(who + ": " + bad.getMessage());
        } catch (SSLException | SocketTimeoutException refused) {
            if (!server.isClosed()) {
                tally.dropped(Dropped.NOT_AUTHENTIC, 1);
                tally.failed(who + ": " + refused.getMessage());
            }
        } catch (SocketException ended) {
            return;
        } catch (IOException fault) {
            tally.failed(who + ": " + fault.getMessage());
        }
    }

    @Override
    public void close() {
        quietly(server);
        connections.forEach(TcpListener::quietly);
    }

    private static void quietly(java.io.Closeable socket) {
        try {
            socket.close();
        } catch (IOException nothingToDo) {
            return;
        }
    }
}
