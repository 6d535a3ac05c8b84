package org.commonwatch.node.defence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.commonwatch.kernel.Digest;

/**
 * Since when each feed holds what it holds: a second that stays while the content stays and rises when it changes, as the serial
 * of a zone must. After a restart, and for feeds that were not asked for in a long time, it is the present, which is later.
 */
@ApplicationScoped
class FeedStamps {
    /** Feeds remembered, each for one reader and question. */
    private static final int FEEDS_MAX = 1_000;

    private final Clock clock;

    /** In order of use. Guarded by {@code this}. */
    private final Map<String, Stamp> stamps = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Stamp> eldest) {
            return size() > FEEDS_MAX;
        }
    };

    private record Stamp(Digest content, long second) {}

    @Inject
    FeedStamps(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param feed who asks what
     * @param content digest of what it holds
     */
    synchronized long second(String feed, Digest content) {
        Stamp before = stamps.get(feed);
        if (before != null && before.content().equals(content)) {
            return before.second();
        }
        long now = clock.instant().getEpochSecond();
        long second = before == null ? now : Math.max(now, before.second() + 1);
        stamps.put(feed, new Stamp(content, second));
        return second;
    }
}
