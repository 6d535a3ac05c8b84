package org.commonwatch.matching.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/**
 * Keys from {@code from} to {@code to}, both included. An indicator is at most two ranges: a domain is itself and everything
 * under it.
 */
record KeyRange(Key from, Key to) {
    static List<KeyRange> of(MatchKind kind, String value) {
        if (kind == MatchKind.CIDR) {
            return IpRange.parse(value).map(KeyRange::network).stream().toList();
        }
        List<KeyRange> ranges = new ArrayList<>();
        Optional<Key> own = Key.of(kind, value);
        own.ifPresent(key -> ranges.add(new KeyRange(key, key)));
        if (kind == MatchKind.DOMAIN) {
            own.ifPresent(key -> ranges.add(new KeyRange(after(key, (byte) '.'), after(key, (byte) '.', (byte) 0xff))));
        }
        return ranges;
    }

    private static KeyRange network(IpRange range) {
        IpAddress first = range.network();
        int free = first.bits() - range.prefix();
        long low = first.low() | (free >= 64 ? -1L : (1L << free) - 1);
        long high = free <= 64 ? first.high() : first.high() | (free == 128 ? -1L : (1L << (free - 64)) - 1);
        return new KeyRange(Key.ofAddress(first), Key.ofAddress(new IpAddress(first.six(), high, low)));
    }

    private static Key after(Key key, byte... tail) {
        byte[] bytes = Arrays.copyOf(key.bytes(), key.bytes().length + tail.length);
        System.arraycopy(tail, 0, bytes, key.bytes().length, tail.length);
        return new Key(bytes);
    }

    boolean holds(Key key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) <= 0;
    }
}
