package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonwatch.telemetry.Asset;
import org.commonwatch.telemetry.LogRecord;

/** Gathers what the lines of one block brought into groups. Used by one thread, in order of the lines. */
final class BlockReading {
    private final byte[] block;
    private final int from;
    private final int to;
    private final long firstOffset;
    private final Map<Met.Group, Met> met = new LinkedHashMap<>();
    private final Set<Group> inLine = new HashSet<>();
    private long line = -1;
    private int hits;

    /** An indicator in the line that is being read: it counts once there. */
    private record Group(long key, int kind, String value) {}

    BlockReading(byte[] block, int from, int to, long firstOffset) {
        this.block = block;
        this.from = from;
        this.to = to;
        this.firstOffset = firstOffset;
    }

    /**
     * A token of a line, {@code block[start, end)}.
     *
     * @param number of the line in its source
     */
    void add(Token token, LogRecord read, long number, int start, int end) {
        if (number != line) {
            line = number;
            inLine.clear();
        }
        if (!inLine.add(new Group(token.key(), token.kind(), token.value()))) {
            return;
        }
        hits++;
        String text = token.text().text();
        Met.Group group = new Met.Group(
                token.key(),
                token.kind(),
                token.value(),
                asset(read, text, token.value()),
                Met.day(read.time().utc()));
        Met lines = met.computeIfAbsent(group, any -> new Met(group, shortened(text)));
        lines.add(read.time(), read.verdict());
        if (lines.wantsSample()) {
            lines.add(sample(token, read, number, start, end));
        }
    }

    /** Where a place of the block stands in its source. */
    long offset(int place) {
        return firstOffset + place - from;
    }

    List<Met> met() {
        return new ArrayList<>(met.values());
    }

    int hits() {
        return hits;
    }

    /** The likeliest own side that is not what was found. */
    private static OwnAsset asset(LogRecord read, String token, String value) {
        return read.assets().stream()
                .filter(asset -> !asset.value().equals(token) && !asset.value().equals(value))
                .findFirst()
                .map(asset -> new OwnAsset(kind(asset.kind()), asset.value()))
                .orElse(OwnAsset.NONE);
    }

    private static OwnAsset.Kind kind(Asset.Kind kind) {
        return switch (kind) {
            case ADDRESS -> OwnAsset.Kind.ADDRESS;
            case HOST -> OwnAsset.Kind.HOST;
            case USER -> OwnAsset.Kind.USER;
        };
    }

    private Sample sample(Token token, LogRecord read, long number, int start, int end) {
        Instant at = read.time().utc();
        int tokenAt = Math.max(start, token.at());
        // Of a line that is too long the part around the token is kept.
        int keptFrom = end - start <= Sample.LINE_BYTES_MAX
                ? start
                : Math.clamp(tokenAt - Sample.LINE_BYTES_MAX / 4, start, end - Sample.LINE_BYTES_MAX);
        int keptTo = Math.min(end, keptFrom + Sample.LINE_BYTES_MAX);
        return new Sample(
                number,
                offset(tokenAt),
                token.text().first(Sample.TOKEN_BYTES_MAX),
                token.rule().toLowerCase(Locale.ROOT).replace('_', '-'),
                at,
                read.time().basis().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                read.verdict().name().toLowerCase(Locale.ROOT),
                before(start),
                ForeignBytes.copy(block, keptFrom, keptTo),
                tokenAt - keptFrom,
                after(end));
    }

    private ForeignBytes before(int start) {
        int begin = start;
        for (int i = 0; i < Sample.NEIGHBOURS_MAX && begin > from; i++) {
            begin = Lines.start(block, begin - 1, Math.max(from, start - Sample.NEIGHBOURS_BYTES_MAX));
        }
        int end = begin < start ? start - 1 : start;
        return ForeignBytes.copy(block, Math.max(begin, start - Sample.NEIGHBOURS_BYTES_MAX), end);
    }

    private ForeignBytes after(int end) {
        int bound = Math.min(to, end + 1 + Sample.NEIGHBOURS_BYTES_MAX);
        int stop = end;
        for (int i = 0; i < Sample.NEIGHBOURS_MAX && stop + 1 < bound; i++) {
            stop = Lines.end(block, stop + 1, bound);
        }
        return end + 1 < stop ? ForeignBytes.copy(block, end + 1, stop) : ForeignBytes.NONE;
    }

    private static String shortened(String text) {
        return text.length() <= Sample.TOKEN_BYTES_MAX ? text : text.substring(0, Sample.TOKEN_BYTES_MAX);
    }
}
