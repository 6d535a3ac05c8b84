package org.commonwatch.node.matching;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.telemetry.EventTime;
import org.commonwatch.telemetry.Verdict;

/** Lines of one block in which one indicator met one own asset on one day. Built by one thread, then only read. */
final class Met {
    /**
     * @param indicator key of the claim that stands for it
     * @param kind {@code MatchKind.code}, 0 for a pattern over windows
     * @param day since 1970, UTC
     */
    record Group(long indicator, int kind, String value, OwnAsset asset, long day) {}

    private final Group group;
    private final String token;
    private final List<Sample> samples = new ArrayList<>(1);
    private long allowed;
    private long blocked;
    private long unknown;
    private long untimed;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** @param token as it stood in the first of the lines */
    Met(Group group, String token) {
        this.group = group;
        this.token = token;
    }

    static long day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }

    void add(EventTime time, Verdict verdict) {
        switch (verdict) {
            case ALLOWED -> allowed++;
            case BLOCKED -> blocked++;
            case UNKNOWN -> unknown++;
        }
        untimed += time.basis() == EventTime.Basis.RECEIVED ? 1 : 0;
        first = time.utc().isBefore(first) ? time.utc() : first;
        last = time.utc().isAfter(last) ? time.utc() : last;
    }

    boolean wantsSample() {
        return samples.size() < Sample.SAMPLES_MAX;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    Group group() {
        return group;
    }

    String token() {
        return token;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    long allowed() {
        return allowed;
    }

    long blocked() {
        return blocked;
    }

    long unknown() {
        return unknown;
    }

    long untimed() {
        return untimed;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }
}
