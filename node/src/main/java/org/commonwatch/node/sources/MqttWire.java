package org.commonwatch.node.sources;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/**
 * MQTT packets over a socket. Netty reads and writes their bytes; it is used as a plain function here, because whoever waits for
 * room in the queue must be able not to read. One thread receives, many may send.
 */
final class MqttWire implements AutoCloseable {
    /** One packet in bytes: the longest line that is matched whole, with topic and properties. Told to the broker. */
    static final int PACKET_BYTES_MAX = 1024 * 1024 + 64 * 1024;

    private static final int CLIENT_ID_CHARS_MAX = 65_535;
    private static final int READ_BYTES = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final byte[] read = new byte[READ_BYTES];

    /** Guarded by itself, and never while the socket is waited for. */
    private final EmbeddedChannel codec =
            new EmbeddedChannel(new MqttDecoder(PACKET_BYTES_MAX, CLIENT_ID_CHARS_MAX), MqttEncoder.INSTANCE);

    private final Object sending = new Object();
    private volatile long sentNanos = System.nanoTime();

    MqttWire(Socket socket) throws IOException {
        this.socket = socket;
        // Arrays of the heap: Netty's pools beside it are made for many connections.
        codec.config().setAllocator(new UnpooledByteBufAllocator(false));
        this.in = socket.getInputStream();
    }

    /** How long {@link #receive} waits. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * The next packet, whose payload the caller releases; empty when none came in time.
     *
     * @throws IOException when the connection ended or what came is no MQTT, or more than was allowed
     */
    Optional<MqttMessage> receive() throws IOException {
        Optional<MqttMessage> next = decoded();
        while (next.isEmpty()) {
            int length;
            try {
                length = in.read(read);
            } catch (SocketTimeoutException nothingCame) {
                return Optional.empty();
            }
            if (length < 0) {
                throw new EOFException("the broker ended the connection");
            }
            synchronized (codec) {
                codec.writeInbound(Unpooled.copiedBuffer(read, 0, length));
            }
            next = decoded();
        }
        return next;
    }

    private Optional<MqttMessage> decoded() throws IOException {
        MqttMessage message;
        synchronized (codec) {
            message = codec.readInbound();
        }
        if (message != null && message.decoderResult().isFailure()) {
            throw new IOException("the broker sent what is no packet of MQTT 5: "
                    + message.decoderResult().cause().getMessage());
        }
        return Optional.ofNullable(message);
    }

    void send(MqttMessage message) throws IOException {
        synchronized (sending) {
            byte[] packet;
            synchronized (codec) {
                codec.writeOutbound(message);
                ByteBuf encoded = codec.readOutbound();
                packet = new byte[encoded.readableBytes()];
                encoded.readBytes(packet).release();
            }
            socket.getOutputStream().write(packet);
            sentNanos = System.nanoTime();
        }
    }

    /** When something was sent last, as {@link System#nanoTime}. */
    long sentNanos() {
        return sentNanos;
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            synchronized (codec) {
                codec.finishAndReleaseAll();
            }
        }
    }
}
