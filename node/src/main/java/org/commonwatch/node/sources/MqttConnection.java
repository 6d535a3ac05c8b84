package org.commonwatch.node.sources;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.sources.MessageQueue.Message;

/** One connection to a broker: subscribes, puts what comes into the queue, acknowledges what is safe, and shows signs of life. */
final class MqttConnection implements AutoCloseable {
    private static final int SUBSCRIBING = 1;

    /** Signs of life in one interval of keeping alive. */
    private static final int SIGNS = 3;

    /** Waits without a word from the broker after which it is taken for gone. */
    private static final int SILENT_WAITS_MAX = SIGNS + 1;

    private static final int ROOM_WAIT_MILLIS = 200;
    private static final int GRANTED_MAX = 2;
    private static final byte TAKEN_OVER = (byte) 0x8e;

    private final MqttWire wire;
    private final MqttSession session;
    private final MessageQueue queue;
    private final long signNanos;

    MqttConnection(MqttOpening.Opened opened, MqttSession session, MessageQueue queue) {
        this.wire = opened.wire();
        this.session = session;
        this.queue = queue;
        this.signNanos =
                Duration.ofSeconds(opened.keepAliveSeconds()).dividedBy(SIGNS).toNanos();
    }

    /** What the owner may want to know. */
    interface Watch {
        /** The broker gives what was asked for; {@code sure} unless it does not wait for acknowledgements. */
        void subscribed(boolean sure);
    }

    /** Receives until the connection or the queue is closed. */
    void serve(String topic, Watch watch) throws IOException, InterruptedException {
        wire.patience((int) Duration.ofNanos(signNanos).toMillis());
        wire.send(subscription(topic));
        int silent = 0;
        while (!queue.closed()) {
            Optional<MqttMessage> message = wire.receive();
            silent = message.isPresent() ? 0 : silent + 1;
            if (silent == SILENT_WAITS_MAX) {
                throw new IOException("the broker no longer answers");
            }
            if (message.isPresent()) {
                handle(message.orElseThrow(), watch);
            }
            showLife();
        }
    }

    /** Tells the broker that a message is safe; does nothing when the connection is gone, since it is sent again then. */
    void acknowledge(int packet) {
        try {
            wire.send(new MqttMessage(
                    header(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE),
                    new MqttPubReplyMessageVariableHeader(packet, (byte) 0, MqttProperties.NO_PROPERTIES)));
        } catch (IOException gone) {
            return;
        }
    }

    /** Says goodbye; the broker keeps what comes, or, for good, forgets this node. */
    void leave(boolean forGood) {
        MqttProperties properties = new MqttProperties();
        if (forGood) {
            properties.add(new IntegerProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), 0));
        }
        try {
            wire.send(MqttMessageBuilders.disconnect()
                    .reasonCode((byte) 0)
                    .properties(properties)
                    .build());
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException fault) {
            throw new UncheckedIOException("closing the connection to a broker", fault);
        }
    }

    private void handle(MqttMessage message, Watch watch) throws IOException, InterruptedException {
        if (message instanceof MqttPublishMessage published) {
            try {
                take(published);
            } finally {
                published.release();
            }
        } else if (message instanceof MqttSubAckMessage answer) {
            granted(answer, watch);
        } else if (message.fixedHeader().messageType() == MqttMessageType.DISCONNECT) {
            throw new IOException("the broker ended the connection" + reason(message));
        }
    }

    private void take(MqttPublishMessage published) throws IOException, InterruptedException {
        MqttQoS quality = published.fixedHeader().qosLevel();
        int packet = published.variableHeader().packetId();
        byte[] payload = ByteBufUtil.getBytes(published.payload());
        if (quality == MqttQoS.AT_MOST_ONCE) {
            put(new Message(payload));
            return;
        }
        if (quality != MqttQoS.AT_LEAST_ONCE) {
            throw new IOException("the broker sends with more than was subscribed to");
        }
        while (!session.awaitRoom(ROOM_WAIT_MILLIS) && !queue.closed()) {
            showLife();
        }
        byte[] topic = published.variableHeader().topicName().getBytes(StandardCharsets.UTF_8);
        Digest content = Digest.of(topic, new byte[1], payload);
        switch (session.received(packet, published.fixedHeader().isDup(), content)) {
            case NEW -> putNew(packet, payload);
            case TAKEN -> acknowledge(packet);
            case WAITING -> {
                // Acknowledged here when the block it is in is committed.
            }
        }
    }

    /** What the queue did not get is not on its way: it must count as new when it is sent again. */
    private void putNew(int packet, byte[] payload) throws IOException, InterruptedException {
        Optional<Delivery> delivery = session.delivery(packet);
        boolean queued = false;
        try {
            put(new Message(payload, delivery));
            queued = true;
        } finally {
            if (!queued) {
                delivery.ifPresent(session::forget);
            }
        }
    }

    /** Waits for room; a broker that has {@link MqttSession#RECEIVE_MAX} open waits as well. */
    private void put(Message message) throws IOException, InterruptedException {
        while (!queue.offer(message, ROOM_WAIT_MILLIS) && !queue.closed()) {
            showLife();
        }
    }

    private void showLife() throws IOException {
        if (System.nanoTime() - wire.sentNanos() > signNanos) {
            wire.send(MqttMessage.PINGREQ);
        }
    }

    private static void granted(MqttSubAckMessage answer, Watch watch) throws IOException {
        int code = answer.payload().reasonCodes().getFirst();
        if (code > GRANTED_MAX) {
            throw new IOException("the broker refuses the topic, with reason code 0x" + Integer.toHexString(code));
        }
        watch.subscribed(code > 0);
    }

    private static String reason(MqttMessage message) {
        if (!(message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)) {
            return "";
        }
        return header.reasonCode() == TAKEN_OVER
                ? ": another client came under the same name"
                : ", with reason code 0x" + Integer.toHexString(Byte.toUnsignedInt(header.reasonCode()));
    }

    private static MqttMessage subscription(String topic) {
        // What was published before, and kept by the broker as the last word of a topic, is not asked for.
        MqttSubscriptionOption option = new MqttSubscriptionOption(
                MqttQoS.AT_LEAST_ONCE, false, false, RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE);
        return new MqttSubscribeMessage(
                header(MqttMessageType.SUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
                new MqttMessageIdAndPropertiesVariableHeader(SUBSCRIBING, MqttProperties.NO_PROPERTIES),
                new MqttSubscribePayload(List.of(new MqttTopicSubscription(topic, option))));
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS quality) {
        return new MqttFixedHeader(type, false, quality, false, 0);
    }
}
