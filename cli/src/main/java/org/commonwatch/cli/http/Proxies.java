package org.commonwatch.cli.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Surroundings;

/**
 * Chooses a proxy as other tools do: {@code https_proxy} and {@code http_proxy} by scheme ({@code ALL_PROXY} for both),
 * lower case before upper, {@code no_proxy} a comma-separated list of hosts, domain suffixes or {@code *}. This machine
 * itself is never reached through a proxy.
 */
final class Proxies extends ProxySelector {
    private static final int PORT_USUAL = 8080;

    private final Optional<URI> forHttp;
    private final Optional<URI> forHttps;
    private final List<String> direct;

    private Proxies(Optional<URI> forHttp, Optional<URI> forHttps, List<String> direct) {
        this.forHttp = forHttp;
        this.forHttps = forHttps;
        this.direct = direct;
    }

    static Proxies from(Surroundings surroundings) {
        Optional<String> all = either(surroundings, "all_proxy");
        String direct = either(surroundings, "no_proxy").orElse("");
        return new Proxies(
                either(surroundings, "http_proxy").or(() -> all).map(Proxies::parse),
                either(surroundings, "https_proxy").or(() -> all).map(Proxies::parse),
                List.of(direct.toLowerCase(Locale.ROOT).split("[,\\s]+")));
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<URI> proxy = "https".equals(uri.getScheme()) ? forHttps : forHttp;
        if (proxy.isEmpty() || uri.getHost() == null || isDirect(uri.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        return List.of(new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.get().getHost(), port(proxy.get()))));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request itself fails and says so.
    }

    boolean haveLogin() {
        return forHttp.map(URI::getRawUserInfo).isPresent()
                || forHttps.map(URI::getRawUserInfo).isPresent();
    }

    Optional<PasswordAuthentication> login(String host, int port) {
        return Optional.of(forHttps)
                .filter(proxy -> is(proxy, host, port))
                .orElseGet(() -> forHttp.filter(proxy -> is(Optional.of(proxy), host, port)))
                .map(URI::getRawUserInfo)
                .map(Proxies::passwordOf);
    }

    private boolean isDirect(String host) {
        if (Loopback.is(host)) {
            return true;
        }
        return direct.stream().anyMatch(rule -> {
            String suffix = rule.startsWith("*.") ? rule.substring(2) : rule.startsWith(".") ? rule.substring(1) : rule;
            return rule.equals("*") || (!suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix)));
        });
    }

    private static Optional<String> either(Surroundings surroundings, String name) {
        return surroundings.variable(name).or(() -> surroundings.variable(name.toUpperCase(Locale.ROOT)));
    }

    private static URI parse(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && "http".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message would repeat the whole value, and with it a password.
        }
        throw new Fault(
                "a proxy variable (http_proxy, https_proxy) is not of the form http://[user:password@]host:port");
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? PORT_USUAL : proxy.getPort();
    }

    private static boolean is(Optional<URI> proxy, String host, int port) {
        return proxy.filter(it -> it.getHost().equalsIgnoreCase(host) && port(it) == port)
                .isPresent();
    }

    private static PasswordAuthentication passwordOf(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new PasswordAuthentication(decode(user), decode(password).toCharArray());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether a host name as written means this machine; asks no name server. */
    static final class Loopback {
        private Loopback() {}

        static boolean is(String host) {
            String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            if (bare.equalsIgnoreCase("localhost")) {
                return true;
            }
            try {
                return InetAddress.ofLiteral(bare).isLoopbackAddress();
            } catch (IllegalArgumentException notAnAddress) {
                return false;
            }
        }
    }
}
