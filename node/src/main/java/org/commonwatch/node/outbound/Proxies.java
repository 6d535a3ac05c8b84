package org.commonwatch.node.outbound;

import java.io.IOException;
import java.net.Authenticator;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxy for an address, from {@code http_proxy}, {@code https_proxy}, {@code all_proxy} and {@code no_proxy} (lower case
 * before upper). This machine itself is never reached through a proxy.
 */
final class Proxies extends ProxySelector {
    private static final int PORT_USUAL = 8080;

    private final Optional<URI> plain;
    private final Optional<URI> secure;
    private final HostRules direct;

    Proxies(Function<String, Optional<String>> variables) {
        Optional<String> all = read(variables, "all_proxy");
        plain = read(variables, "http_proxy").or(() -> all).flatMap(Proxies::address);
        secure = read(variables, "https_proxy").or(() -> all).flatMap(Proxies::address);
        direct = HostRules.parse(read(variables, "no_proxy").orElse(""));
    }

    @Override
    public List<Proxy> select(URI uri) {
        return proxy(uri)
                .map(at -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(at.getHost(), port(at))))
                .map(List::of)
                .orElse(List.of(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails as well and says so.
    }

    boolean haveLogin() {
        return Stream.of(secure, plain).flatMap(Optional::stream).anyMatch(at -> at.getRawUserInfo() != null);
    }

    /** Answers a proxy that asks for a login, and nobody else. */
    Authenticator login() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                if (getRequestorType() != RequestorType.PROXY) {
                    return null;
                }
                return Stream.of(secure, plain)
                        .flatMap(Optional::stream)
                        .filter(at ->
                                at.getHost().equalsIgnoreCase(getRequestingHost()) && port(at) == getRequestingPort())
                        .map(URI::getRawUserInfo)
                        .filter(info -> info != null)
                        .map(Proxies::password)
                        .findFirst()
                        .orElse(null);
            }
        };
    }

    /** Whether {@code uri} is asked without a proxy, so that its name is resolved here. */
    boolean isDirect(URI uri) {
        return proxy(uri).isEmpty();
    }

    private Optional<URI> proxy(URI uri) {
        String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
        if (isThisMachine(host) || direct.cover(host)) {
            return Optional.empty();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? secure : plain;
    }

    private static boolean isThisMachine(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return bare.equals("localhost") || InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    private static Optional<String> read(Function<String, Optional<String>> variables, String name) {
        return variables
                .apply(name)
                .or(() -> variables.apply(name.toUpperCase(Locale.ROOT)))
                .filter(text -> !text.isBlank());
    }

    /** @throws IllegalStateException without the value, which may hold a password */
    private static Optional<URI> address(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException malformed) {
            throw unreadable();
        }
        throw unreadable();
    }

    private static IllegalStateException unreadable() {
        return new IllegalStateException("a proxy variable does not read http://[user:password@]host:port");
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? PORT_USUAL : proxy.getPort();
    }

    private static PasswordAuthentication password(String userInfo) {
        String[] parts = userInfo.split(":", 2);
        String password = parts.length == 2 ? parts[1] : "";
        return new PasswordAuthentication(decode(parts[0]), decode(password).toCharArray());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
