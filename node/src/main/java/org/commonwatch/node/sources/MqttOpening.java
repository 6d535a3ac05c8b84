package org.commonwatch.node.sources;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.commonwatch.node.outbound.OutboundFault;

/** Opens a connection to the broker of one source: socket, TLS, CONNECT and its answer. */
final class MqttOpening {
    /** Something goes to the broker at least this often, unless it asks for more. */
    static final int KEEP_ALIVE_SECONDS = 60;

    private static final int CONNECT_MILLIS_MAX = 10_000;
    private static final int SECONDS_AN_HOUR = 3_600;

    private final Settings.Mqtt settings;
    private final Trust trust;

    /** Whom TLS trusts; asked at each connection, so that a renewed file counts. */
    @FunctionalInterface
    interface Trust {
        SSLContext context() throws OutboundFault;
    }

    MqttOpening(Settings.Mqtt settings, Trust trust) {
        this.settings = settings;
        this.trust = trust;
    }

    /**
     * @param present whether the broker still knows the session
     * @param keepAliveSeconds as the broker wants it
     */
    record Opened(MqttWire wire, boolean present, int keepAliveSeconds) {}

    Settings.Mqtt settings() {
        return settings;
    }

    /** @throws IOException saying why there is no connection, fit for a page: without secrets */
    Opened open() throws IOException {
        Socket socket = socket();
        try {
            MqttWire wire = new MqttWire(socket);
            wire.patience(CONNECT_MILLIS_MAX);
            wire.send(connect());
            return opened(wire, wire.receive());
        } catch (IOException | RuntimeException fault) {
            socket.close();
            throw fault;
        }
    }

    private Socket socket() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(settings.broker().getHost(), settings.port()), CONNECT_MILLIS_MAX);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            return settings.tls() ? secured(plain) : plain;
        } catch (IOException | RuntimeException fault) {
            plain.close();
            throw fault;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        try {
            SSLSocket socket = (SSLSocket) trust.context()
                    .getSocketFactory()
                    .createSocket(plain, settings.broker().getHost(), settings.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(CONNECT_MILLIS_MAX);
            socket.startHandshake();
            return socket;
        } catch (OutboundFault fault) {
            throw new IOException(fault.sentence(), fault);
        }
    }

    private MqttMessage connect() {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(
                MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), settings.keepHours() * SECONDS_AN_HOUR));
        properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), MqttSession.RECEIVE_MAX));
        properties.add(new IntegerProperty(MqttPropertyType.MAXIMUM_PACKET_SIZE.value(), MqttWire.PACKET_BYTES_MAX));
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(settings.client())
                .cleanSession(false)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .properties(properties);
        settings.user().ifPresent(user -> connect.hasUser(true).username(user));
        settings.password()
                .ifPresent(password -> connect.hasPassword(true).password(password.getBytes(StandardCharsets.UTF_8)));
        return connect.build();
    }

    private static Opened opened(MqttWire wire, Optional<MqttMessage> answer) throws IOException {
        if (!(answer.orElse(MqttMessage.PINGREQ) instanceof MqttConnAckMessage connected)) {
            throw new IOException("the broker did not answer as a broker does");
        }
        MqttConnectReturnCode code = connected.variableHeader().connectReturnCode();
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            throw new IOException("the broker refuses: " + words(code));
        }
        MqttProperties properties = connected.variableHeader().properties();
        int keepAlive =
                properties.getProperty(MqttPropertyType.SERVER_KEEP_ALIVE.value()) instanceof IntegerProperty asked
                        ? Math.max(1, asked.value())
                        : KEEP_ALIVE_SECONDS;
        return new Opened(wire, connected.variableHeader().isSessionPresent(), keepAlive);
    }

    private static String words(MqttConnectReturnCode code) {
        return code.name()
                .toLowerCase(Locale.ROOT)
                .replace("connection_refused_", "")
                .replace('_', ' ')
                .replace(" 5", "");
    }
}
