package org.commonwatch.cli.matching;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.IndexWriter;

/**
 * Reads a file of lines {@code kind TAB value} into an index; an indicator's id is its line. Empty lines and those that start
 * with {@code #} are passed over. What is wrong is counted, and said for the first lines it happens to; the rest is used.
 */
final class IndicatorFile {
    /** A line in bytes: eight times the longest URL. Longer ones are refused and passed over without being kept. */
    static final int LINE_BYTES_MAX = 64 * 1024;

    /** Complaints shown; more would hide what the command is about. */
    static final int COMPLAINTS_MAX = 20;

    private static final int BUFFER_BYTES = 1 << 20;

    private final String name;
    private final IndexWriter to;
    private final List<String> complaints = new ArrayList<>();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private long line;
    private long taken;
    private long refused;

    private IndicatorFile(String name, IndexWriter to) {
        this.name = name;
        this.to = to;
    }

    /**
     * Adds what the file holds.
     *
     * @param name as it was given, for complaints
     * @param path may be gzip, which is told by its first bytes
     */
    static IndicatorFile read(String name, Path path, IndexWriter to) throws IOException {
        IndicatorFile file = new IndicatorFile(name, to);
        try (InputStream in = open(path)) {
            file.lines(in);
        }
        return file;
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    /** Lines that became indicators. */
    long taken() {
        return taken;
    }

    long refused() {
        return refused;
    }

    /** Says on standard error what was wrong, if anything was. */
    void complain(Console console) {
        complaints.forEach(complaint -> console.note(SafeText.line(complaint)));
        if (refused > 0) {
            String more = refused > complaints.size() ? " (the first " + complaints.size() + " are shown)" : "";
            console.note(SafeText.line(name) + ": " + refused + (refused == 1 ? " line was" : " lines were")
                    + " not understood and left out" + more + "; " + taken + " used");
        }
    }

    private void lines(InputStream in) throws IOException {
        int kept = 0;
        boolean tooLong = false;
        while (true) {
            int read = in.read(buffer, kept, buffer.length - kept);
            int end = kept + Math.max(read, 0);
            int start = 0;
            for (int i = kept; i < end; i++) {
                if (buffer[i] == '\n') {
                    line(start, i, tooLong);
                    tooLong = false;
                    start = i + 1;
                }
            }
            if (read < 0) {
                if (end > start || tooLong) {
                    line(start, end, tooLong);
                }
                return;
            }
            kept = end - start;
            if (kept > LINE_BYTES_MAX) {
                tooLong = true;
                kept = 0;
            }
            System.arraycopy(buffer, start, buffer, 0, kept);
        }
    }

    private void line(int from, int end, boolean tooLong) {
        line++;
        int to = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
        if (tooLong || to - from > LINE_BYTES_MAX) {
            refuse("the line is longer than " + LINE_BYTES_MAX + " bytes");
        } else if (to > from && buffer[from] != '#') {
            row(from, to);
        }
    }

    private void row(int from, int end) {
        int tab = from;
        while (tab < end && buffer[tab] != '\t') {
            tab++;
        }
        Optional<MatchKind> kind = kind(from, tab);
        if (tab == end) {
            refuse("there is no tab between kind and value");
        } else if (kind.isEmpty()) {
            String word = new String(buffer, from, Math.min(tab - from, 40), StandardCharsets.UTF_8);
            refuse("'" + word + "' is no kind; kinds are " + kinds());
        } else {
            add(kind.get(), new String(buffer, tab + 1, end - tab - 1, StandardCharsets.UTF_8));
        }
    }

    private void add(MatchKind kind, String value) {
        try {
            to.add(new Indicator(kind, value, line));
            taken++;
        } catch (Refused e) {
            refuse(e.refusal().message() + " (found: " + e.refusal().value() + ")");
        }
    }

    private void refuse(String reason) {
        refused++;
        if (complaints.size() < COMPLAINTS_MAX) {
            complaints.add(name + ":" + line + ": " + reason);
        }
    }

    /** The words people may write, for complaints and help. */
    static String kinds() {
        return String.join(
                " ", Arrays.stream(MatchKind.values()).map(MatchKind::word).toList());
    }

    private static final MatchKind[] KINDS = MatchKind.values();
    private static final byte[][] WORDS = Arrays.stream(KINDS)
            .map(kind -> kind.word().getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private Optional<MatchKind> kind(int from, int to) {
        for (int i = 0; i < WORDS.length; i++) {
            if (Arrays.equals(WORDS[i], 0, WORDS[i].length, buffer, from, to)) {
                return Optional.of(KINDS[i]);
            }
        }
        return Optional.empty();
    }
}
