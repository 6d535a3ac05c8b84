package org.commonwatch.intake.warninglist;

import java.util.BitSet;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/** CIDR blocks: one table, looked up once for each prefix length that occurs. At most 33 or 129 look-ups an address. */
final class RangeIndex {
    private static final int MAPPED_PREFIX = 96;

    private final ListSets sets;
    private final KeyTable networks = new KeyTable();
    private final BitSet fourPrefixes = new BitSet();
    private final BitSet sixPrefixes = new BitSet();

    RangeIndex(ListSets sets) {
        this.sets = sets;
    }

    /** A block of IPv4-mapped addresses stands for the IPv4 block, as values do. */
    void add(IpRange written, int list) {
        boolean mapped = written.network().isMappedFour() && written.prefix() > MAPPED_PREFIX;
        IpRange range =
                mapped ? new IpRange(written.network().mappedFour(), written.prefix() - MAPPED_PREFIX) : written;
        prefixes(range.network()).set(range.prefix());
        long key = key(range.network(), range.prefix());
        networks.put(key, sets.with(networks.get(key), list));
    }

    /** All blocks that hold the whole of {@code range}. */
    void find(IpRange range, BitSet found) {
        BitSet prefixes = prefixes(range.network());
        for (int p = prefixes.nextSetBit(0); p >= 0 && p <= range.prefix(); p = prefixes.nextSetBit(p + 1)) {
            sets.addTo(found, networks.get(key(range.network().network(p), p)));
        }
    }

    private BitSet prefixes(IpAddress address) {
        return address.six() ? sixPrefixes : fourPrefixes;
    }

    private static long key(IpAddress network, int prefix) {
        long family = network.six() ? 256 : 0;
        return KeyTable.mix(KeyTable.mix(KeyTable.mix(family + prefix + 1) + network.high()) + network.low());
    }
}
