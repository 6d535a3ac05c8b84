package org.commonwatch.node.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where questions may go: makes the {@link Journey} of each, and tells private addresses from public ones. */
final class Destinations {
    private final Resolver resolver;
    private final HostRules privateHosts;

    /** Names to addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** @param privateHosts hosts that the owner knows to be private */
    Destinations(Resolver resolver, HostRules privateHosts) {
        this.resolver = resolver;
        this.privateHosts = privateHosts;
    }

    /** @param start the owner's address */
    Journey from(URI start) {
        return new Journey(start, resolver, privateHosts);
    }

    /** Whether scheme, host and port are equal: the unit to which a secret belongs (RFC 6454). */
    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** Not of the public internet: IANA special-purpose registries for IPv4 and IPv6, without the documentation ranges. */
    static boolean isPrivate(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] b = address.getAddress();
        return switch (address) {
            case Inet4Address v4 -> isPrivate4(b[0] & 0xff, b[1] & 0xff, b[2] & 0xff);
            case Inet6Address v6 -> isPrivate6(b);
            default -> true;
        };
    }

    private static boolean isPrivate4(int a, int b, int c) {
        boolean thisNetwork = a == 0;
        boolean carrierNat = a == 100 && b >= 64 && b < 128;
        boolean protocols = a == 192 && b == 0 && c == 0;
        boolean benchmarks = a == 198 && (b == 18 || b == 19);
        boolean reserved = a >= 240;
        return thisNetwork || carrierNat || protocols || benchmarks || reserved;
    }

    private static boolean isPrivate6(byte[] b) {
        boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
        if (uniqueLocal) {
            return true;
        }
        // Addresses that carry an IPv4 one are judged by it: NAT64 64:ff9b::/96 and 6to4 2002::/16.
        if (b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b) {
            return carried(b, 12);
        }
        return b[0] == 0x20 && b[1] == 0x02 && carried(b, 2);
    }

    private static boolean carried(byte[] b, int offset) {
        try {
            return isPrivate(InetAddress.getByAddress(Arrays.copyOfRange(b, offset, offset + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
