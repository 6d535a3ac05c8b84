package org.commonwatch.node.sources;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.sources.Settings.Syslog.Transport;

/** Reads what is particular to a kind of source from its description. */
final class NewSettings {
    private static final int PORT_MAX = 65_535;

    private NewSettings() {}

    static Settings read(SourceKind kind, Properties properties) throws Refused {
        return switch (kind) {
            case FILE -> files(properties);
            case PUSH -> new Settings.Push();
            case SYSLOG -> syslog(properties);
            case MQTT -> NewMqtt.read(properties);
        };
    }

    private static Settings files(Properties properties) throws Refused {
        String from = properties.text("from", "end");
        if (!from.equals("start") && !from.equals("end")) {
            throw properties.wrong("from", "start or end");
        }
        return new Settings.Files(
                properties.text("path", ""),
                properties.number("depth", Settings.Files.DEPTH_DEFAULT, 0, PathPattern.DEPTH_MAX),
                from.equals("start"));
    }

    private static Settings syslog(Properties properties) throws Refused {
        String word = properties.text("transport", "udp");
        Transport transport = Arrays.stream(Transport.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> properties.wrong("transport", "udp, tcp or tls"));
        String bind = properties.text("bind", "127.0.0.1");
        try {
            InetAddress.getByName(bind);
        } catch (UnknownHostException unknown) {
            throw properties.wrong("bind", "an address of this machine, or 0.0.0.0 for all");
        }
        Optional<String> certificate = file(properties, "tls_cert");
        Optional<String> key = file(properties, "tls_key");
        Optional<String> clients = file(properties, "tls_clients");
        boolean tls = transport == Transport.TLS;
        if (certificate.isPresent() != tls || key.isPresent() != tls || (clients.isPresent() && !tls)) {
            throw properties.wrong("tls_cert", "given together with tls_key for transport tls, and for no other");
        }
        return new Settings.Syslog(
                transport, bind, properties.number("port", 0, 0, PORT_MAX), certificate, key, clients);
    }

    private static Optional<String> file(Properties properties, String property) throws Refused {
        String path = properties.text(property, "");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (path.indexOf('\0') >= 0 || !Path.of(path).isAbsolute() || !Files.isReadable(Path.of(path))) {
            throw properties.wrong(property, "the absolute path of a PEM file that this node can read");
        }
        return Optional.of(path);
    }
}
