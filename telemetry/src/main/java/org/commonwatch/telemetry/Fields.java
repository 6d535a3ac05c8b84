package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The values of one line by meaning, in order of appearance; a field may have several. Kept as bytes and decoded when asked
 * for; bytes that are not UTF-8 come out as U+FFFD. At most {@code Limits.LOG_FIELDS_MAX} values of
 * {@code Limits.LOG_VALUE_BYTES_MAX} bytes.
 */
public final class Fields {
    static final Fields NONE = new Fields(new byte[0], new Field[0], new int[0], new boolean[0]);

    private final byte[] text;
    private final Field[] fields;

    /** Where each value ends in the text; it begins where the one before ends. */
    private final int[] ends;

    /** Whether each is put together or decoded, so that it may stand nowhere in the line. */
    private final boolean[] composed;

    Fields(byte[] text, Field[] fields, int[] ends, boolean[] composed) {
        this.text = text;
        this.fields = fields;
        this.ends = ends;
        this.composed = composed;
    }

    /** How many values. */
    public int size() {
        return fields.length;
    }

    public boolean has(Field field) {
        return next(field, 0) >= 0;
    }

    public Optional<String> first(Field field) {
        int at = next(field, 0);
        return at < 0 ? Optional.empty() : Optional.of(value(at));
    }

    public List<String> all(Field field) {
        List<String> all = new ArrayList<>();
        for (int at = next(field, 0); at >= 0; at = next(field, at + 1)) {
            all.add(value(at));
        }
        return all;
    }

    public void forEach(BiConsumer<Field, String> sink) {
        for (int i = 0; i < size(); i++) {
            sink.accept(fields[i], value(i));
        }
    }

    /**
     * The values that the bytes of the line may not hold, for whoever searches lines as bytes: URLs put together from host and
     * path, and everything when the line is written with escapes.
     */
    public List<String> values() {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < size(); i++) {
            if (composed[i]) {
                values.add(value(i));
            }
        }
        return values;
    }

    private int next(Field field, int from) {
        for (int i = from; i < size(); i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    private String value(int index) {
        int from = index == 0 ? 0 : ends[index - 1];
        return new String(text, from, ends[index] - from, UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields that
                && Arrays.equals(text, that.text)
                && Arrays.equals(fields, that.fields)
                && Arrays.equals(ends, that.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(text) + Arrays.hashCode(fields);
    }

    /** {@code src-ip=192.0.2.1 dst-ip=…} */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        forEach((field, value) -> shown.append(shown.isEmpty() ? "" : " ")
                .append(field.word())
                .append('=')
                .append(value));
        return shown.toString();
    }
}
