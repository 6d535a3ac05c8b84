package org.commonwatch.ledger.payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What lies beside an erased payload, or in its place: {@code commonwatch payload erased}, the log's origin, then the index of
 * each entry that ordered it, ascending, a line each. It says which entries to look at and proves nothing by itself.
 *
 * @param orders indices of entries, ascending
 */
public record ErasureMarker(String origin, List<Long> orders) {
    /** Orders that one marker names; further ones erase as well and are not written down. */
    static final int ORDERS_MAX = 1_000;

    /** An origin, and lines of at most 19 digits. */
    static final int BYTES_MAX = 32 * 1024;

    private static final String TITLE = "commonwatch payload erased";

    public ErasureMarker {
        orders = List.copyOf(orders);
        if (orders.isEmpty() || orders.size() > ORDERS_MAX) {
            throw new IllegalArgumentException("a marker names 1 to " + ORDERS_MAX + " orders: " + orders.size());
        }
    }

    /** With one more order, unless it is there or there are {@link #ORDERS_MAX}. */
    ErasureMarker with(long order) {
        TreeSet<Long> all = new TreeSet<>(orders);
        if (all.size() < ORDERS_MAX) {
            all.add(order);
        }
        return new ErasureMarker(origin, List.copyOf(all));
    }

    public byte[] toBytes() {
        StringBuilder text =
                new StringBuilder(TITLE).append('\n').append(origin).append('\n');
        orders.forEach(order -> text.append(order).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when it is anything else than exactly a marker. */
    static Optional<ErasureMarker> parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length < 4 || !lines[0].equals(TITLE) || lines.length > ORDERS_MAX + 3) {
            return Optional.empty();
        }
        List<Long> orders = new ArrayList<>();
        for (int i = 2; i < lines.length - 1; i++) {
            boolean index = lines[i].matches("0|[1-9][0-9]{0,17}");
            if (!index || (!orders.isEmpty() && Long.parseLong(lines[i]) <= orders.getLast())) {
                return Optional.empty();
            }
            orders.add(Long.parseLong(lines[i]));
        }
        ErasureMarker marker = new ErasureMarker(lines[1], orders);
        return Arrays.equals(marker.toBytes(), bytes) ? Optional.of(marker) : Optional.empty();
    }
}
