package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** Deletes hits that nobody has touched for long: they hold lines, and so what people did. */
@ApplicationScoped
class OldHits {
    /** After the last line or decision: a year and the month in which it is looked back on. */
    static final Duration KEPT_MAX = Duration.ofDays(400);

    /** One transaction's work. */
    private static final int ROWS_MAX = 1_000;

    private static final Duration EVERY = Duration.ofHours(1);

    private final SqliteStore local;

    /** Owned by the upkeep's thread. */
    private Instant next = Instant.MIN;

    @Inject
    OldHits(@Local SqliteStore local) {
        this.local = local;
    }

    /** Deletes some when it is time; the rest another time. */
    void forget(Instant now) {
        if (now.isBefore(next)) {
            return;
        }
        int deleted = local.write(db -> db.update(
                "DELETE FROM hit WHERE number IN (SELECT number FROM hit WHERE changed < ? LIMIT ?)",
                Micros.of(now.minus(KEPT_MAX)),
                ROWS_MAX));
        next = deleted < ROWS_MAX ? now.plus(EVERY) : now;
    }
}
