package org.commonwatch.flink.job;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.commonwatch.flink.topics.HitMessage;
import org.commonwatch.flink.topics.Origin;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.index.IndexSource;
import org.commonwatch.matching.scan.HitSink;
import org.commonwatch.matching.scan.MatchRule;
import org.commonwatch.matching.scan.Profile;
import org.commonwatch.matching.scan.StreamScanner;

/** Scans lines one by one and writes what they hold. One thread. */
final class LineScan implements HitSink {
    /**
     * Hits told of one line, each with the whole line; the rest are counted. The node looks into the line itself, so nothing
     * is lost there.
     */
    static final int HITS_PER_LINE_MAX = 100;

    /** Bytes of hits of one line beyond which the rest are counted as well: a long line is not written a hundred times. */
    static final int HIT_BYTES_PER_LINE_MAX = 4 * 1024 * 1024;

    private final StreamScanner scanner;
    private final Counter hits;
    private final Counter cut;
    private final List<byte[]> found = new ArrayList<>();
    private long foundBytes;
    private HitMessage.Place place = new HitMessage.Place(new Origin("", 0), 0);
    private byte[] text = new byte[0];

    LineScan(IndexSource source, Profile profile, MetricGroup metrics) {
        this.scanner = new StreamScanner(source, profile, this);
        this.hits = metrics.counter("hits");
        this.cut = metrics.counter("hitsCut");
    }

    void scan(Message line, byte[] bytes, Collector<Outgoing> out) {
        place = new HitMessage.Place(Origin.of(line.topic(), line.partition(), line.offset()), line.milli());
        text = bytes;
        foundBytes = 0;
        scanner.reset();
        scanner.feed(bytes, 0, bytes.length);
        scanner.end();
        if (!found.isEmpty()) {
            // One key for all hits of a partition: they keep the order of their lines.
            byte[] key = place.origin().stream().getBytes(StandardCharsets.UTF_8);
            found.forEach(hit -> out.collect(new Outgoing(key, hit)));
            hits.inc(found.size());
            found.clear();
        }
    }

    @Override
    public void hit(long line, long offset, Indicator indicator, MatchRule rule, byte[] buffer, int from, int to) {
        if (found.size() >= HITS_PER_LINE_MAX || foundBytes >= HIT_BYTES_PER_LINE_MAX) {
            cut.inc();
            return;
        }
        byte[] message = HitMessage.write(place, text, line, offset, indicator, rule, buffer, from, to);
        foundBytes += message.length;
        found.add(message);
    }
}
