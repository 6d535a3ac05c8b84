package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Limits;

/** A record in the making: what parsers write to. Reused for every line of a stream; one thread. */
final class Draft {
    /** Of words that mean something: longer ones are none of them. */
    private static final int WORD_BYTES_MAX = 32;

    private final SourceClock clock;
    private final TimeScan scan = new TimeScan();
    private byte[] text = new byte[1024];
    private Field[] fields = new Field[32];
    private int[] ends = new int[32];
    private boolean[] composed = new boolean[32];
    private int used;
    private int values;

    private Instant receivedAt = Instant.EPOCH;
    private Optional<EventTime> time = Optional.empty();
    private Verdict verdict = Verdict.UNKNOWN;
    private Optional<Misfit> misfit = Optional.empty();
    private String kind = "";
    private String outcome = "";
    private String scheme = "";
    private String uri = "";
    private boolean escaped;
    private boolean header;

    Draft(SourceClock clock) {
        this.clock = clock;
    }

    void begin(Instant received) {
        receivedAt = received;
        misfit = Optional.empty();
        clear();
    }

    /** Forgets what a parser wrote that turned out not to understand the line. */
    void clear() {
        used = 0;
        values = 0;
        time = Optional.empty();
        verdict = Verdict.UNKNOWN;
        kind = "";
        outcome = "";
        scheme = "";
        uri = "";
        escaped = false;
        header = false;
    }

    void put(Slot slot, byte[] line, int from, int to) {
        switch (slot) {
            case Slot.Into(Field field) -> add(field, line, from, to);
            case Slot.Part.TIME -> time(line, from, to);
            case Slot.Part.URI -> uri = text(line, from, to);
            case Slot.Part.SCHEME -> scheme = word(line, from, to);
            case Slot.Part.KIND -> kind = word(line, from, to);
            case Slot.Part.OUTCOME -> outcome = word(line, from, to);
            case Slot.Part.HASHES -> Digests.put(this, line, from, to);
            case Slot.Part.RESULTS -> WindowsEvent.results(this, line, from, to);
            case Slot.Part.NONE -> {}
        }
    }

    /** Keeps a value; nothing and a lone hyphen say nothing and are not kept. */
    void add(Field field, byte[] line, int from, int to) {
        if (from >= to || (to - from == 1 && line[from] == '-')) {
            return;
        }
        if (values == Limits.LOG_FIELDS_MAX) {
            misfit(Misfit.TOO_MANY_FIELDS);
            return;
        }
        int length = Math.min(to - from, Limits.LOG_VALUE_BYTES_MAX);
        if (length < to - from) {
            misfit(Misfit.VALUE_TOO_LONG);
        }
        if (used + length > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, used + length));
        }
        System.arraycopy(line, from, text, used, length);
        used += length;
        mark(field);
        if (field == Field.ACTION && verdict == Verdict.UNKNOWN) {
            verdict = Verdict.ofWord(word(line, from, to));
        }
    }

    void addText(Field field, String value) {
        byte[] bytes = value.getBytes(UTF_8);
        add(field, bytes, 0, bytes.length);
    }

    /** Keeps a value that the line does not hold in these bytes. */
    void addComposed(Field field, String value) {
        int before = values;
        addText(field, value);
        if (values > before) {
            composed[before] = true;
        }
    }

    private void mark(Field field) {
        if (values == ends.length) {
            fields = Arrays.copyOf(fields, 2 * values);
            ends = Arrays.copyOf(ends, 2 * values);
            composed = Arrays.copyOf(composed, 2 * values);
        }
        fields[values] = field;
        ends[values] = used;
        composed[values] = escaped;
        values++;
    }

    /** A time at the start of text, where there need be none. */
    boolean leadingTime(byte[] line, int from, int to) {
        if (!scan.scan(line, from, to)) {
            return false;
        }
        time = Optional.of(scan.resolve(clock, receivedAt));
        return true;
    }

    /** The first time that can be read counts. */
    boolean time(byte[] line, int from, int to) {
        if (time.isPresent() && time.get().basis() != EventTime.Basis.RECEIVED) {
            return true;
        }
        if (scan.scan(line, from, to)) {
            time = Optional.of(scan.resolve(clock, receivedAt));
            return true;
        }
        int end = Math.min(to, from + EventTime.TEXT_CHARS_MAX);
        time = Optional.of(EventTime.received(receivedAt, new String(line, from, end - from, ISO_8859_1)));
        return false;
    }

    /** Where the time ended that {@link #time} found. */
    int timeEnd() {
        return scan.end();
    }

    /** The time of a line around this one stands in when this one has none. */
    void outerTime(Optional<EventTime> outer) {
        if (time.isEmpty() || time.get().basis() == EventTime.Basis.RECEIVED) {
            time = outer;
        }
    }

    Optional<EventTime> time() {
        return time;
    }

    void verdict(Verdict found) {
        verdict = found;
    }

    void misfit(Misfit found) {
        misfit = Optional.of(found);
    }

    /** Whether values added from here on are written in the line in a way of its own. */
    void escaped(boolean differs) {
        escaped = differs;
    }

    /** The line describes others and reports nothing itself. */
    void header() {
        header = true;
    }

    boolean isHeader() {
        return header;
    }

    String kind() {
        return kind;
    }

    String outcome() {
        return outcome;
    }

    int size() {
        return values;
    }

    boolean has(Field field) {
        return first(field) >= 0;
    }

    /** The first value of a field, or an empty text. */
    String value(Field field) {
        int at = first(field);
        if (at < 0) {
            return "";
        }
        return text(text, at == 0 ? 0 : ends[at - 1], ends[at]);
    }

    private int first(Field field) {
        for (int i = 0; i < values; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    private static String word(byte[] line, int from, int to) {
        return text(line, from, Math.min(to, from + WORD_BYTES_MAX));
    }

    static String text(byte[] line, int from, int to) {
        return new String(line, from, Math.max(0, to - from), UTF_8);
    }

    LogRecord finish(LogFormat format) {
        if (!uri.isEmpty()) {
            Urls.compose(this, scheme, uri);
        }
        Fields found = values == 0
                ? Fields.NONE
                : new Fields(
                        Arrays.copyOf(text, used),
                        Arrays.copyOf(fields, values),
                        Arrays.copyOf(ends, values),
                        Arrays.copyOf(composed, values));
        EventTime when = time.orElseGet(() -> EventTime.received(receivedAt, ""));
        return new LogRecord(format, when, found, verdict, misfit);
    }
}
