package org.commonwatch.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The line from one node to another. While it is cut, nothing passes and nobody is told, as when a cable is pulled; what was
 * under way arrives when it is mended. Or it never does, nor does anything else on the connections that there were, as when a
 * firewall on the way forgets them.
 */
final class FaultProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long LOOK_MILLIS = 5;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** How often connections were forgotten. */
    private final AtomicInteger forgotten = new AtomicInteger();

    private volatile long delayMillis;
    private volatile boolean closed;

    /** @param host a loopback address of its own, on which the target's port is free */
    FaultProxy(String host, int port) throws IOException {
        this.listening = new ServerSocket(port, 50, InetAddress.getByName(host));
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Thread.ofPlatform().daemon().name("proxy-" + host).start(this::accept);
    }

    void cut(boolean now) {
        cut = now;
    }

    void forget() {
        forgotten.incrementAndGet();
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket near = listening.accept();
                open.add(near);
                Thread.ofPlatform().daemon().start(() -> join(near));
            } catch (IOException e) {
                // Closed, or one connection less.
            }
        }
    }

    private void join(Socket near) {
        int born = forgotten.get();
        try {
            awaitLine();
            Socket far = new Socket();
            open.add(far);
            far.connect(target);
            Thread back = Thread.ofPlatform().daemon().start(() -> pump(far, near, born));
            pump(near, far, born);
            back.join();
            open.remove(far);
        } catch (IOException | InterruptedException e) {
            // Nobody answers there.
        } finally {
            shut(near);
            open.remove(near);
        }
    }

    private void awaitLine() throws InterruptedException {
        while (cut && !closed) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void pump(Socket from, Socket to, int born) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                Thread.sleep(delayMillis);
                awaitLine();
                if (born == forgotten.get()) {
                    out.write(chunk, 0, read);
                }
            }
        } catch (IOException | InterruptedException e) {
            // Either side hung up.
        } finally {
            shut(from);
            shut(to);
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        open.forEach(FaultProxy::shut);
    }
}
