package org.commonwatch.node.sources;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;

/** A program that publishes with QoS 1; what it published without an exception, the broker has. */
final class Publisher implements AutoCloseable {
    /** Mosquitto takes no more at once. */
    private static final int OPEN_MAX = 16;

    private static final int PACKETS = 60_000;

    private final MqttWire wire;
    private int packet;
    private int open;

    Publisher(URI broker) throws IOException {
        String name = "publisher-" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        Settings.Mqtt settings = new Settings.Mqtt(broker, "none", name, Optional.empty(), Optional.empty(), 1);
        wire = new MqttOpening(settings, Publisher::noTls).open().wire();
    }

    /** For brokers without TLS, of whom nobody asks it. */
    static SSLContext noTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    void publish(String topic, List<String> lines) throws IOException {
        for (String line : lines) {
            packet = packet % PACKETS + 1;
            wire.send(MqttMessageBuilders.publish()
                    .topicName(topic)
                    .qos(MqttQoS.AT_LEAST_ONCE)
                    .messageId(packet)
                    .properties(MqttProperties.NO_PROPERTIES)
                    .payload(Unpooled.copiedBuffer(line, StandardCharsets.UTF_8))
                    .build());
            open++;
            settle(OPEN_MAX);
        }
        settle(0);
    }

    private void settle(int openMax) throws IOException {
        while (open > openMax) {
            MqttMessage answer = wire.receive().orElseThrow(() -> new IOException("the broker does not acknowledge"));
            open -= answer.fixedHeader().messageType() == MqttMessageType.PUBACK ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
