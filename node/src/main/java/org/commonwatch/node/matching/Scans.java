package org.commonwatch.node.matching;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.scan.HitSink;
import org.commonwatch.matching.scan.MatchRule;
import org.commonwatch.matching.scan.Profile;
import org.commonwatch.matching.scan.StreamScanner;

/** Scanners at work on the live index: each serves one thread at a time, and those at rest keep their buffers. */
@Singleton
class Scans {
    /** Scanners kept at rest, some 250 KB each; more threads than that make new ones. */
    private static final int KEPT_MAX = 8;

    private final MatchIndex index;
    private final BlockingQueue<Desk> resting = new ArrayBlockingQueue<>(KEPT_MAX);

    @Inject
    Scans(MatchIndex index) {
        this.index = index;
    }

    /**
     * What a scan found, by place.
     *
     * @param lines of each token, from 1
     */
    record Found(List<Token> tokens, List<Long> lines) {}

    /** A scanner and what it is finding. */
    private final class Desk implements HitSink {
        private final StreamScanner scanner = new StreamScanner(index.live(), Profile.DEFAULT, this);
        private final List<Token> tokens = new ArrayList<>();
        private final List<Long> lines = new ArrayList<>();
        private int from;
        private boolean inBlock;

        @Override
        public void hit(
                long line, long offset, Indicator indicator, MatchRule rule, byte[] buffer, int start, int end) {
            tokens.add(new Token(
                    indicator.id(),
                    indicator.kind().code(),
                    indicator.value(),
                    rule.name(),
                    inBlock ? from + (int) offset : Token.NOWHERE,
                    ForeignBytes.copy(buffer, start, end)));
            lines.add(line);
        }

        Found scan(byte[] bytes, int start, int end, boolean block) {
            tokens.clear();
            lines.clear();
            from = start;
            inBlock = block;
            scanner.reset();
            scanner.feed(bytes, start, end);
            scanner.end();
            return new Found(List.copyOf(tokens), List.copyOf(lines));
        }
    }

    /** Everything in {@code block[from, to)}. */
    Found scan(byte[] block, int from, int to) {
        return with(block, from, to, true);
    }

    /** Everything in a value that no line holds as it is. */
    List<Token> value(byte[] value) {
        return with(value, 0, value.length, false).tokens();
    }

    private Found with(byte[] bytes, int from, int to, boolean block) {
        Desk rested = resting.poll();
        Desk desk = rested == null ? new Desk() : rested;
        try {
            return desk.scan(bytes, from, to, block);
        } finally {
            resting.offer(desk);
        }
    }
}
