package org.commonwatch.matching.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonwatch.matching.Indicator;

/** Hits found and not yet told, since something before them may still be found. */
final class Hits {
    /** Places are those in the scanner's buffer. */
    record Hit(int from, int to, Indicator indicator, MatchRule rule) {
        Hit moved(int by) {
            return new Hit(from - by, to - by, indicator, rule);
        }

        /** Of domains and networks, the longer goes first. */
        private int width() {
            String value = indicator.value();
            return switch (indicator.kind()) {
                case DOMAIN -> value.length();
                case CIDR -> Integer.parseInt(value, value.indexOf('/') + 1, value.length(), 10);
                case IPV4, IPV6, URL, EMAIL, MD5, SHA1, SHA256, SHA512, FILENAME, LITERAL -> 0;
            };
        }
    }

    private static final Comparator<Hit> ORDER = Comparator.comparingInt(Hit::from)
            .thenComparingInt(hit -> hit.indicator.kind().code())
            .thenComparingInt(hit -> -hit.width())
            .thenComparingLong(hit -> hit.indicator.id())
            .thenComparingInt(Hit::to);

    private final List<Hit> waiting = new ArrayList<>();

    void add(int from, int to, Indicator indicator, MatchRule rule) {
        waiting.add(new Hit(from, to, indicator, rule));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes out those that start before {@code limit}, in order, none twice. */
    List<Hit> take(int limit) {
        waiting.sort(ORDER);
        List<Hit> taken = new ArrayList<>();
        int count = 0;
        for (Hit hit : waiting) {
            if (hit.from >= limit) {
                break;
            }
            count++;
            if (taken.isEmpty() || !isSame(taken.getLast(), hit)) {
                taken.add(hit);
            }
        }
        waiting.subList(0, count).clear();
        return taken;
    }

    private static boolean isSame(Hit one, Hit other) {
        return one.from == other.from && one.to == other.to && one.indicator.equals(other.indicator);
    }

    /** The buffer's contents moved towards its start. */
    void move(int by) {
        waiting.replaceAll(hit -> hit.moved(by));
    }

    void clear() {
        waiting.clear();
    }
}
