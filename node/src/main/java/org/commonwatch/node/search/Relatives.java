package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.values.Carried;
import org.commonwatch.values.DomainName;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;

/**
 * What to ask the index about a value: itself first, then what stands above it, around it and below it. Cost: one seek for
 * itself, each parent, and each prefix length in use.
 */
final class Relatives {
    private final PrefixLengths lengths;
    private final List<Probe> probes = new ArrayList<>();

    private Relatives(PrefixLengths lengths) {
        this.lengths = lengths;
    }

    static List<Probe> of(IndicatorValue value, PrefixLengths lengths) {
        Relatives relatives = new Relatives(lengths);
        SortKey.of(value).ifPresent(key -> relatives.add(value, key));
        return relatives.probes;
    }

    private void add(IndicatorValue value, SortKey key) {
        probes.add(new Probe.Exactly(How.EXACT, key));
        String text = value.key();
        switch (value.kind()) {
            case IPV4, IPV6 -> {
                IpAddress.parse(text).ifPresent(this::networks);
                probes.add(Probe.startingWith(How.PREFIX, SortKey.urlsAt(urlHost(value))));
            }
            case CIDR -> IpRange.parse(text).ifPresent(this::range);
            case DOMAIN -> domain(text);
            case URL -> UrlParts.of(text).ifPresent(parts -> url(key, parts));
            case EMAIL -> {
                String host = text.substring(text.lastIndexOf('@') + 1);
                exactly(How.PARENT, ValueKind.DOMAIN, host);
                parents(host);
            }
            case ATTACK_ID -> {
                int dot = text.indexOf('.');
                if (dot > 0) {
                    exactly(How.PARENT, ValueKind.ATTACK_ID, text.substring(0, dot));
                } else {
                    probes.add(Probe.startingWith(How.WITHIN, SortKey.text(ValueOrder.ATTACK_ID, text + ".")));
                }
            }
            case MAC, ASN, MD5, SHA1, SHA256, SHA512, SSDEEP, TLSH, FILENAME, MUTEX, REGISTRY_KEY, USER_AGENT, CVE -> {}
        }
    }

    private void networks(IpAddress written) {
        IpAddress address = written.isMappedFour() ? written.mappedFour() : written;
        for (int length : address.six() ? lengths.six() : lengths.four()) {
            probes.add(new Probe.Exactly(How.CONTAINS, SortKey.range(new IpRange(address.network(length), length))));
        }
    }

    private void range(IpRange range) {
        IpAddress network = range.network();
        byte[] first = SortKey.address(network).bytes();
        byte[] last = lastAddress(first, range.prefix());
        for (int length : network.six() ? lengths.six() : lengths.four()) {
            if (length < range.prefix()) {
                probes.add(
                        new Probe.Exactly(How.CONTAINS, SortKey.range(new IpRange(network.network(length), length))));
            } else if (length > range.prefix()) {
                ValueOrder order = network.six() ? ValueOrder.IPV6_RANGE : ValueOrder.IPV4_RANGE;
                probes.add(new Probe.Between(
                        How.WITHIN,
                        SortKey.raw(order, prefixed(length, first)),
                        SortKey.raw(order, prefixed(length, last)).end()));
            }
        }
        ValueOrder order = network.six() ? ValueOrder.IPV6 : ValueOrder.IPV4;
        probes.add(new Probe.Between(
                How.WITHIN, SortKey.raw(order, first), SortKey.raw(order, last).end()));
    }

    private void domain(String name) {
        if (name.startsWith("*.")) {
            below(name.substring(2));
            return;
        }
        parents(name);
        below(name);
        probes.add(Probe.startingWith(How.PREFIX, SortKey.urlsAt(name)));
        probes.add(Probe.startingWith(How.PREFIX, SortKey.text(ValueOrder.EMAIL, HostKey.of(name) + "@")));
    }

    private void below(String name) {
        probes.add(Probe.startingWith(How.WITHIN, SortKey.text(ValueOrder.DOMAIN, HostKey.of(name) + ".")));
    }

    /** The names above, and patterns of all names below those. A public suffix says nothing about who registers under it. */
    private void parents(String name) {
        int dot = name.indexOf('.');
        while (dot >= 0) {
            String parent = name.substring(dot + 1);
            if (parent.indexOf('.') < 0 || DomainName.isPublicSuffix(parent)) {
                return;
            }
            exactly(How.PARENT, ValueKind.DOMAIN, parent);
            exactly(How.PARENT, ValueKind.DOMAIN, "*." + parent);
            dot = name.indexOf('.', dot + 1);
        }
    }

    private void url(SortKey key, UrlParts parts) {
        for (String parent : parts.parents()) {
            exactly(How.PARENT, ValueKind.URL, parent);
        }
        probes.add(Probe.startingWith(How.PREFIX, key));
        String host = parts.host();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Optional<IpAddress> address = IpAddress.parse(bare);
        if (address.isPresent()) {
            probes.add(new Probe.Exactly(How.PARENT, SortKey.address(address.get())));
            networks(address.get());
        } else {
            exactly(How.PARENT, ValueKind.DOMAIN, host);
            parents(host);
        }
    }

    private void exactly(How how, ValueKind kind, String text) {
        Carried.asWritten(kind, text).flatMap(SortKey::of).ifPresent(key -> probes.add(new Probe.Exactly(how, key)));
    }

    private static String urlHost(IndicatorValue address) {
        return address.kind() == ValueKind.IPV6 ? "[" + address.text() + "]" : address.text();
    }

    private static byte[] prefixed(int length, byte[] number) {
        byte[] bytes = new byte[number.length + 1];
        bytes[0] = (byte) length;
        System.arraycopy(number, 0, bytes, 1, number.length);
        return bytes;
    }

    private static byte[] lastAddress(byte[] first, int prefix) {
        byte[] last = first.clone();
        for (int bit = prefix; bit < 8 * last.length; bit++) {
            last[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return last;
    }
}
