package org.commonwatch.node.membership;

import java.util.LinkedHashMap;
import java.util.Map;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * What texts of the index read as. Reading a key makes sure that it is of prime order, and an organisation that its keys belong
 * together, which costs as much as checking a signature; the same few texts are read for every entry and request. Bounded: what
 * was not used for longest goes first. Safe from many threads.
 */
final class Known<T> {
    /** Members of some communities. */
    private static final int TEXTS_MAX = 1_024;

    private final Reading<T> reading;
    private final Map<String, T> read = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, T> eldest) {
            return size() > TEXTS_MAX;
        }
    };

    /** Makes a value that does not change of a text. */
    @FunctionalInterface
    interface Reading<T> {
        T of(String text) throws Refused;
    }

    Known(Reading<T> reading) {
        this.reading = reading;
    }

    T of(String text) throws Refused {
        synchronized (read) {
            T known = read.get(text);
            if (known != null) {
                return known;
            }
        }
        T fresh = reading.of(text);
        synchronized (read) {
            read.put(text, fresh);
        }
        return fresh;
    }
}
