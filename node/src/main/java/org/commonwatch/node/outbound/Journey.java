package org.commonwatch.node.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The way of one question, from the owner's address over what servers name on it; used by one thread.
 *
 * <p>A name is asked for once. What is checked is therefore what is connected to, whatever the name service answers a moment
 * later (DNS rebinding). With TLS the connection need not be held to the checked address: a host that is not the one named
 * cannot show its certificate, and hears nothing of the question.
 */
final class Journey {
    private final URI start;
    private final Destinations.Resolver resolver;
    private final HostRules privateHosts;
    private final Map<String, List<InetAddress>> known = new HashMap<>();

    Journey(URI start, Destinations.Resolver resolver, HostRules privateHosts) {
        this.start = start;
        this.resolver = resolver;
        this.privateHosts = privateHosts;
    }

    /**
     * Checks the owner's own address: it may be private if one sees that by looking at it, or if the owner said so.
     *
     * @throws OutboundFault when a name that looks public leads to a private address
     */
    void checkStart() throws OutboundFault {
        if (!isSecure(start) && !mayBePrivate() && isPrivate(start)) {
            throw new OutboundFault(
                    "private-address",
                    start.getHost() + " is a private address here. If that is meant, name the host in"
                            + " COMMONWATCH_PRIVATE_HOSTS; otherwise somebody tries to look into your network.");
        }
    }

    /**
     * Checks what a server named.
     *
     * @param from the address whose answer named the target
     * @throws OutboundFault when we do not go there
     */
    void check(URI from, URI target) throws OutboundFault {
        String scheme = Optional.ofNullable(target.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || target.getHost() == null || target.getUserInfo() != null) {
            throw new OutboundFault(
                    "redirect-address", "The server sends us to something that is no plain web address.");
        }
        if (!isSecure(target) && (isSecure(start) || isSecure(from))) {
            throw new OutboundFault(
                    "redirect-downgrade",
                    "The server sends us from https to http (" + target.getHost()
                            + "), where anyone could read along.");
        }
        if (!Destinations.sameOrigin(start, target) && !mayBePrivate() && isPrivate(target)) {
            throw new OutboundFault(
                    "redirect-private",
                    "The server sends us from a public host to a private address (" + target.getHost() + ").");
        }
    }

    /** The address to connect to without TLS; empty when the name is not known here, which the connection will say. */
    Optional<InetAddress> address(URI target) {
        return addresses(target).stream().findFirst();
    }

    private boolean mayBePrivate() {
        String host = start.getHost();
        return privateHosts.cover(host) || host.equalsIgnoreCase("localhost") || isPrivateLiteral(host);
    }

    private static boolean isPrivateLiteral(String host) {
        try {
            return Destinations.isPrivate(InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    /** Names are judged by all their addresses, so that one odd record opens nothing. */
    private boolean isPrivate(URI uri) {
        return addresses(uri).stream().anyMatch(Destinations::isPrivate);
    }

    private List<InetAddress> addresses(URI uri) {
        return known.computeIfAbsent(uri.getHost().toLowerCase(Locale.ROOT), host -> {
            try {
                return List.of(resolver.resolve(host));
            } catch (UnknownHostException e) {
                // Either a proxy knows the name or the connection fails and says so.
                return List.of();
            }
        });
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }
}
