package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/**
 * A response policy zone (draft-vixie-dnsop-dns-rpz), as BIND, Unbound, PowerDNS Recursor and Knot Resolver read it: what is
 * listed is answered NXDOMAIN, and so is every answer with a listed address. Owner names are relative, so the zone may have
 * any name of up to {@link #ORIGIN_CHARS_MAX} characters.
 */
record Rpz() implements FeedFormat {
    private static final String NOTHING_THERE = " CNAME .\n";
    private static final String WILDCARD = "*.";
    private static final String BY_ADDRESS = ".rpz-ip";

    /** Of the name the resolver gives the zone. */
    static final int ORIGIN_CHARS_MAX = 63;

    /** A name of 255 octets on the wire is 253 characters. */
    private static final int OWNER_CHARS_MAX = 253 - 1 - ORIGIN_CHARS_MAX;

    /** The last label of triggers that are not names begins so; a value that does too would be one of them. */
    private static final String RESERVED = "rpz-";

    @Override
    public String word() {
        return "rpz";
    }

    @Override
    public String ending() {
        return "rpz";
    }

    @Override
    public String comment() {
        return ";";
    }

    @Override
    public Set<MatchKind> kinds() {
        return EnumSet.of(MatchKind.DOMAIN, MatchKind.IPV4, MatchKind.IPV6, MatchKind.CIDR);
    }

    @Override
    public boolean fits(ActiveValue value) {
        String text = value.text();
        return value.kind() == MatchKind.DOMAIN
                ? Fitting.isOneName(text)
                        && WILDCARD.length() + text.length() <= OWNER_CHARS_MAX
                        && !text.startsWith(RESERVED, text.lastIndexOf('.') + 1)
                : Fitting.isAddressOrNetwork(text);
    }

    @Override
    public void write(List<ActiveValue> values, long second, Appendable out) throws IOException {
        out.append("$TTL 300\n");
        out.append("@ SOA localhost. root.localhost. ")
                .append(Long.toString(second & 0xffff_ffffL))
                .append(" 300 60 2592000 300\n");
        out.append("@ NS localhost.\n");
        for (ActiveValue value : values) {
            if (value.kind() == MatchKind.DOMAIN) {
                out.append(value.text()).append(NOTHING_THERE);
                out.append(WILDCARD).append(value.text()).append(NOTHING_THERE);
            } else {
                out.append(trigger(value.text())).append(BY_ADDRESS).append(NOTHING_THERE);
            }
        }
    }

    /** Prefix length, then the address from its end: {@code 24.0.113.0.203}; in IPv6 {@code zz} stands for {@code ::}. */
    private static String trigger(String text) {
        IpRange range = IpRange.parse(text).orElseThrow();
        IpAddress network = range.network();
        List<String> groups = Arrays.asList(
                network.six()
                        ? network.text().replace("::", ":zz:").split(":")
                        : network.text().split("\\."));
        Collections.reverse(groups);
        return range.prefix() + "."
                + String.join(
                        ".", groups.stream().filter(group -> !group.isEmpty()).toList());
    }
}
