package org.commonwatch.matching.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.matching.Indicator;

/** The hits of one part of a file, kept until those before it are told. Lines are counted from the part's first. */
final class PartHits implements HitSink {
    private final long end;
    private final List<Held> held = new ArrayList<>();
    private long lines;

    PartHits(long end) {
        this.end = end;
    }

    private static final class Held {
        private final long line;
        private final long offset;
        private final Indicator indicator;
        private final MatchRule rule;
        private final byte[] token;

        Held(long line, long offset, Indicator indicator, MatchRule rule, byte[] token) {
            this.line = line;
            this.offset = offset;
            this.indicator = indicator;
            this.rule = rule;
            this.token = token;
        }
    }

    @Override
    public void hit(long line, long offset, Indicator indicator, MatchRule rule, byte[] buffer, int from, int to) {
        held.add(new Held(line, offset, indicator, rule, Arrays.copyOfRange(buffer, from, to)));
    }

    void lines(long count) {
        lines = count;
    }

    long lines() {
        return lines;
    }

    int size() {
        return held.size();
    }

    /** Where in the file the part ends. */
    long end() {
        return end;
    }

    /** Tells the hits, as ones of a file that has so many lines before this part. */
    void tell(long linesBefore, HitSink sink) {
        for (Held it : held) {
            sink.hit(linesBefore + it.line, it.offset, it.indicator, it.rule, it.token, 0, it.token.length);
        }
    }
}
