package org.commonwatch.node;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options of {@code commonwatch up}, checked. Read by hand: the library the CLI reads its options with has classes that no
 * start-up cache takes, and would cost a tenth of a second at every start.
 */
final class UpOptions {
    private static final String BIND_DEFAULT = "127.0.0.1";
    private static final int PORT_DEFAULT = 8080;
    private static final int PORT_MAX = 65_535;

    private final Map<UpOption, String> given;

    private UpOptions(Map<UpOption, String> given) {
        this.given = given;
    }

    /** @param arguments {@code --name value} or {@code --name=value}; the command itself may stand first, as it was typed */
    static UpOptions parse(String... arguments) throws WrongUsage {
        Map<UpOption, String> given = new EnumMap<>(UpOption.class);
        int at = arguments.length > 0 && arguments[0].equals("up") ? 1 : 0;
        while (at < arguments.length) {
            String argument = arguments[at++];
            int equals = argument.indexOf('=');
            String word = equals < 0 ? argument : argument.substring(0, equals);
            UpOption option =
                    UpOption.of(word).orElseThrow(() -> new WrongUsage("unknown argument '" + argument + "'"));
            String value = "";
            if (option.takesValue()) {
                if (equals < 0 && at == arguments.length) {
                    throw new WrongUsage(word + " needs a value");
                }
                value = equals < 0 ? arguments[at++] : argument.substring(equals + 1);
            } else if (equals >= 0) {
                throw new WrongUsage(word + " takes no value");
            }
            if (given.put(option, value) != null) {
                throw new WrongUsage(word + " stands twice");
            }
        }
        UpOptions options = new UpOptions(given);
        if (!options.isHelp()) {
            options.check();
        }
        return options;
    }

    boolean isHelp() {
        return given.containsKey(UpOption.HELP);
    }

    Map<String, String> toProperties() throws WrongUsage {
        Map<String, String> properties = new HashMap<>();
        String port = Integer.toString(port());
        properties.put("commonwatch.home", home().toAbsolutePath().normalize().toString());
        properties.put("commonwatch.sample", Boolean.toString(given.containsKey(UpOption.SAMPLE)));
        properties.put("commonwatch.with-parent", Boolean.toString(given.containsKey(UpOption.WITH_PARENT)));
        properties.put("commonwatch.passphrase", Boolean.toString(given.containsKey(UpOption.PASSPHRASE)));
        properties.put("commonwatch.replaces", value(UpOption.REPLACES).orElse(""));
        properties.put("quarkus.http.host", bind());
        properties.put("quarkus.http.port", port);
        if (given.containsKey(UpOption.TLS_CERT)) {
            properties.put("quarkus.http.ssl.certificate.files", given.get(UpOption.TLS_CERT));
            properties.put("quarkus.http.ssl.certificate.key-files", given.get(UpOption.TLS_KEY));
            properties.put("quarkus.http.ssl-port", port);
            properties.put("quarkus.http.insecure-requests", "disabled");
        }
        value(UpOption.BEHIND_PROXY).ifPresent(url -> {
            properties.put("commonwatch.public-url", url);
            properties.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        });
        return properties;
    }

    private void check() throws WrongUsage {
        port();
        if (given.containsKey(UpOption.TLS_CERT) != given.containsKey(UpOption.TLS_KEY)) {
            throw new WrongUsage("--tls-cert and --tls-key go together");
        }
        checkReadable(UpOption.TLS_CERT);
        checkReadable(UpOption.TLS_KEY);
        checkProxy();
        boolean safe = given.containsKey(UpOption.TLS_CERT)
                || given.containsKey(UpOption.BEHIND_PROXY)
                || given.containsKey(UpOption.INSECURE_HTTP)
                || isLoopback(bind());
        if (!safe) {
            throw new WrongUsage("refusing to serve plain HTTP on " + bind()
                    + ": add --tls-cert and --tls-key, or --behind-proxy URL, or --insecure-http if you mean it");
        }
    }

    private int port() throws WrongUsage {
        String text = value(UpOption.PORT).orElse(Integer.toString(PORT_DEFAULT));
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, as one that is out of range is.
        }
        throw new WrongUsage("--port must be 0 to " + PORT_MAX + ", not " + text);
    }

    private void checkProxy() throws WrongUsage {
        String url = value(UpOption.BEHIND_PROXY).orElse("https://none.example");
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && "https".equals(uri.getScheme())) {
                return;
            }
        } catch (URISyntaxException notAUrl) {
            // Told below, as one of another scheme is.
        }
        throw new WrongUsage("--behind-proxy takes the https:// address people use, not " + url);
    }

    private void checkReadable(UpOption option) throws WrongUsage {
        Optional<String> file = value(option);
        if (file.isPresent() && !Files.isReadable(Path.of(file.get()))) {
            throw new WrongUsage(option.word() + ": cannot read " + file.get());
        }
    }

    private String bind() {
        return value(UpOption.BIND).orElse(BIND_DEFAULT);
    }

    private Path home() {
        String fromEnvironment = System.getenv("COMMONWATCH_HOME");
        boolean named = fromEnvironment != null && !fromEnvironment.isBlank();
        return Path.of(value(UpOption.HOME).orElse(named ? fromEnvironment : "commonwatch-home"));
    }

    private Optional<String> value(UpOption option) {
        return Optional.ofNullable(given.get(option));
    }

    private static boolean isLoopback(String address) throws WrongUsage {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new WrongUsage("--bind: unknown address " + address);
        }
    }
}
