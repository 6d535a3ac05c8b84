package org.commonwatch.node;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code commonwatch up}. */
@Command(
        name = "commonwatch up",
        mixinStandardHelpOptions = true,
        description = "Runs this organisation's node until it is stopped.",
        footer = {
            "",
            "Prints one line `ready URL` on stdout when it serves. Everything it keeps is in the home folder:",
            "ledger/ (proof), local.db (private, back it up), index.db (rebuilt at will), keys/, owner.token.",
            "",
            "Examples:",
            "  commonwatch up                        on http://127.0.0.1:8080, home in ./commonwatch-home",
            "  commonwatch up --sample               with a small sample community to look at",
            "  commonwatch up --bind 0.0.0.0 --tls-cert cert.pem --tls-key key.pem"
        })
final class UpOptions {
    private static final int PORT_DEFAULT = 8080;
    private static final int PORT_MAX = 65_535;

    @Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder of this node (default: $COMMONWATCH_HOME, else ./commonwatch-home).")
    @Nullable
    Path home;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    String bind = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + PORT_DEFAULT,
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    int port = PORT_DEFAULT;

    @Option(
            names = "--sample",
            description = "Fill an empty node with a small sample community; `sample remove` deletes it.")
    boolean sample;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain (PEM); serves HTTPS.")
    @Nullable
    Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key of the certificate (PEM).")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--behind-proxy",
            paramLabel = "URL",
            description = "Public address of a TLS-terminating proxy in front of this node.")
    @Nullable
    URI behindProxy;

    @Option(
            names = "--insecure-http",
            description = "Serve plain HTTP on a non-loopback address: tokens travel readable.")
    boolean insecureHttp;

    /** The ignored first word: the launcher passes the command on as it was typed. */
    @CommandLine.Parameters(arity = "0..1", hidden = true)
    @Nullable
    String command;

    void check() {
        if (command != null && !command.equals("up")) {
            throw wrong("unknown argument '" + command + "'");
        }
        if (port < 0 || port > PORT_MAX) {
            throw wrong("--port must be 0 to " + PORT_MAX + ", not " + port);
        }
        if ((tlsCert == null) != (tlsKey == null)) {
            throw wrong("--tls-cert and --tls-key go together");
        }
        checkReadable("--tls-cert", tlsCert);
        checkReadable("--tls-key", tlsKey);
        if (behindProxy != null && (behindProxy.getHost() == null || !"https".equals(behindProxy.getScheme()))) {
            throw wrong("--behind-proxy takes the https:// address people use, not " + behindProxy);
        }
        boolean safe = isLoopback(bind) || tlsCert != null || behindProxy != null || insecureHttp;
        if (!safe) {
            throw wrong("refusing to serve plain HTTP on " + bind
                    + ": add --tls-cert and --tls-key, or --behind-proxy URL, or --insecure-http if you mean it");
        }
    }

    Map<String, String> toProperties() {
        Map<String, String> properties = new HashMap<>();
        properties.put(
                "commonwatch.home", homeFolder().toAbsolutePath().normalize().toString());
        properties.put("commonwatch.sample", Boolean.toString(sample));
        properties.put("quarkus.http.host", bind);
        properties.put("quarkus.http.port", Integer.toString(port));
        if (tlsCert != null && tlsKey != null) {
            properties.put("quarkus.http.ssl.certificate.files", tlsCert.toString());
            properties.put("quarkus.http.ssl.certificate.key-files", tlsKey.toString());
            properties.put("quarkus.http.ssl-port", Integer.toString(port));
            properties.put("quarkus.http.insecure-requests", "disabled");
        }
        if (behindProxy != null) {
            properties.put("commonwatch.public-url", behindProxy.toString());
            properties.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        }
        return properties;
    }

    private Path homeFolder() {
        if (home != null) {
            return home;
        }
        String fromEnvironment = System.getenv("COMMONWATCH_HOME");
        return Path.of(fromEnvironment == null || fromEnvironment.isBlank() ? "commonwatch-home" : fromEnvironment);
    }

    private void checkReadable(String option, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw wrong(option + ": cannot read " + file);
        }
    }

    private boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw wrong("--bind: unknown address " + address);
        }
    }

    private CommandLine.ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("options were not parsed by picocli");
        }
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
