package org.commonwatch.telemetry;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Limits;

/**
 * Reads the lines of one stream, in order; one thread. Never throws on foreign bytes: a line that is not understood becomes a
 * record of {@code PLAIN}, and the reason is counted. Cost is linear in the line; of one longer than
 * {@code Limits.LOG_LINE_BYTES_MAX} the start is read.
 */
public final class LineReader {
    private final Optional<LogFormat> told;
    private final Draft draft;
    private final Parsers parsers = new Parsers();
    private final Syslog syslog = new Syslog();
    private final KeyValues pairs = new KeyValues();
    private final Headers headers = new Headers();
    private final Map<Misfit, Long> misfits = new EnumMap<>(Misfit.class);
    private long read;
    private long untimed;
    private final Map<LogFormat, Long> seen = new EnumMap<>(LogFormat.class);
    private LogFormat last = LogFormat.PLAIN;

    private LineReader(Optional<LogFormat> told, SourceClock clock) {
        this.told = told;
        this.draft = new Draft(clock);
    }

    /** @param told the format when it is known; otherwise each line is read as the format it has */
    public static LineReader of(Optional<LogFormat> told, SourceClock clock) {
        return new LineReader(told, clock);
    }

    /**
     * Reads {@code line[from, to)}, without or with its end of line. Header lines give a record without fields.
     *
     * @param receivedAt when the line came in; for files, when it was read
     */
    public LogRecord read(byte[] line, int from, int to, Instant receivedAt) {
        draft.begin(receivedAt);
        int start = to - from >= 3
                        && line[from] == (byte) 0xef
                        && line[from + 1] == (byte) 0xbb
                        && line[from + 2] == (byte) 0xbf
                ? from + 3
                : from;
        int end = to;
        while (end > start && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        if (end - start > Limits.LOG_LINE_BYTES_MAX) {
            end = start + Limits.LOG_LINE_BYTES_MAX;
            draft.misfit(Misfit.LINE_TOO_LONG);
        }
        LogFormat format = told.isPresent() ? asTold(told.get(), line, start, end) : recognise(line, start, end);
        LogRecord result = draft.finish(format);
        result.misfit().ifPresent(misfit -> misfits.merge(misfit, 1L, Long::sum));
        if (draft.isHeader()) {
            headers.add(line, start, end);
        } else if (start < end) {
            seen.merge(format, 1L, Long::sum);
            read++;
            untimed += result.time().basis() == EventTime.Basis.RECEIVED ? 1 : 0;
        }
        return result;
    }

    /** The format most lines had so far, and how many; nothing before the first line. */
    public Optional<Recognition> recognised() {
        long lines = seen.values().stream().mapToLong(Long::longValue).sum();
        return seen.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> new Recognition(most.getKey(), lines, most.getValue()));
    }

    /** How many lines were not understood, or not whole, by reason. */
    public Map<Misfit, Long> misfits() {
        return Map.copyOf(misfits);
    }

    /** How well lines were understood since this reader began. */
    public Understood understood() {
        long damaged = misfits.values().stream().mapToLong(Long::longValue).sum();
        return new Understood(read, damaged, untimed);
    }

    /**
     * The header lines that hold at this point of the stream, each with its newline; empty for formats without. A reader that
     * goes on in the middle of a file is given them before the first line; at most {@link Headers#BYTES_MAX} bytes.
     */
    public byte[] headers() {
        return headers.bytes();
    }

    private LogFormat asTold(LogFormat format, byte[] line, int from, int to) {
        if (format == LogFormat.PLAIN) {
            return plain(line, from, to);
        }
        if (format == LogFormat.SYSLOG) {
            if (syslog.open(line, from, to, draft)) {
                return unwrapped(line, to);
            }
            draft.misfit(Misfit.OTHER_SHAPE);
            return plain(line, from, to);
        }
        if (from == to) {
            return LogFormat.PLAIN;
        }
        if (syslog.open(line, from, to, draft)
                && tried(format, line, syslog.messageStart(), to).isEmpty()) {
            enveloped();
            return format;
        }
        Optional<Misfit> misfit = tried(format, line, from, to);
        if (misfit.isEmpty()) {
            return format;
        }
        draft.misfit(misfit.get());
        return plain(line, from, to);
    }

    private LogFormat recognise(byte[] line, int from, int to) {
        if (from == to) {
            return LogFormat.PLAIN;
        }
        if (syslog.open(line, from, to, draft)) {
            return unwrapped(line, to);
        }
        return structured(line, from, to).orElseGet(() -> plain(line, from, to));
    }

    /** The format of the line before is tried first: streams seldom change. */
    private Optional<LogFormat> structured(byte[] line, int from, int to) {
        Optional<Misfit> misfit = last == LogFormat.PLAIN ? Optional.empty() : tried(last, line, from, to);
        if (last != LogFormat.PLAIN && misfit.isEmpty()) {
            return Optional.of(last);
        }
        for (LogFormat format : parsers.candidates(line, from, to)) {
            if (tried(format, line, from, to).isEmpty()) {
                last = format;
                return Optional.of(format);
            }
        }
        // Another shape is nothing to count where each line may have its own; a damaged line of the usual shape is.
        misfit.filter(damage -> damage != Misfit.OTHER_SHAPE).ifPresent(draft::misfit);
        return Optional.empty();
    }

    private Optional<Misfit> tried(LogFormat format, byte[] line, int from, int to) {
        draft.clear();
        return parsers.of(format).read(line, from, to, draft);
    }

    private LogFormat unwrapped(byte[] line, int to) {
        int from = syslog.messageStart();
        Optional<LogFormat> inner = from < to ? structured(line, from, to) : Optional.empty();
        if (inner.isEmpty()) {
            draft.clear();
            pairs.read(line, syslog.dataStart(), syslog.dataEnd(), draft);
            pairs.read(line, from, to, draft);
        }
        enveloped();
        return inner.orElse(LogFormat.SYSLOG);
    }

    private void enveloped() {
        draft.outerTime(syslog.time());
        if (!syslog.host().isEmpty() && !draft.has(Field.HOST)) {
            draft.addText(Field.HOST, syslog.host());
        }
    }

    private LogFormat plain(byte[] line, int from, int to) {
        draft.clear();
        draft.leadingTime(line, from, to);
        pairs.read(line, from, to, draft);
        return LogFormat.PLAIN;
    }
}
