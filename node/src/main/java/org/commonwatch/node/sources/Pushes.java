package org.commonwatch.node.sources;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/**
 * Lines that a program pushes. The answer comes after the commit; a key sent with the lines makes a repeated push harmless, as
 * its answer is kept in the very transaction that took the lines in.
 */
final class Pushes {
    /** How long a key is remembered: a client that tries again after a day has given up before. */
    static final Duration KEY_AGE_MAX = Duration.ofHours(24);

    /** Keys remembered for one source; the oldest give way. A push a second for a day is 86,400. */
    static final int KEYS_MAX = 100_000;

    private final SqliteStore local;
    private final Uptake uptake;
    private final Clock clock;

    Pushes(SqliteStore local, Uptake uptake, Clock clock) {
        this.local = local;
        this.uptake = uptake;
        this.clock = clock;
    }

    /** What became of a push. */
    sealed interface Outcome {
        /** Taken in now, or earlier under the same key. */
        record Done(long lines, long hits, boolean repeated) implements Outcome {}

        /** The key was sent before with other lines. */
        record KeyUsed() implements Outcome {}
    }

    /** Stops a transaction that finds the key taken meanwhile. */
    private static final class Answered extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @throws SourceGone when the source was removed meanwhile */
    Outcome take(Source source, byte[] lines, Optional<String> key) {
        Digest body = Digest.of(lines);
        Optional<Digest> named = key.map(text -> Digest.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Optional<Outcome> before = named.flatMap(name -> local.read(db -> answered(db, source, name, body)));
        if (before.isPresent()) {
            return before.orElseThrow();
        }
        try {
            Uptake.Taken taken = uptake.takeStream(
                    source, lines, (db, took) -> named.ifPresent(name -> remember(db, source, name, body, took)));
            return new Outcome.Done(taken.lines(), taken.hits(), false);
        } catch (Answered twiceAtOnce) {
            return named.flatMap(name -> local.read(db -> answered(db, source, name, body)))
                    .orElseThrow(() -> new IllegalStateException("a key that was taken is gone", twiceAtOnce));
        }
    }

    private void remember(Db db, Source source, Digest key, Digest body, Uptake.Taken taken) {
        long now = clock.instant().getEpochSecond();
        int added = db.update(
                "INSERT INTO source_push VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) DO NOTHING",
                source.number(),
                key.toBytes(),
                body.toBytes(),
                taken.lines(),
                taken.hits(),
                now);
        if (added == 0) {
            throw new Answered();
        }
        db.update(
                "DELETE FROM source_push WHERE source = ? AND second < ?",
                source.number(),
                now - KEY_AGE_MAX.toSeconds());
        db.update(
                "DELETE FROM source_push WHERE source = ? AND second <"
                        + " (SELECT second FROM source_push WHERE source = ? ORDER BY second DESC LIMIT 1 OFFSET ?)",
                source.number(),
                source.number(),
                KEYS_MAX);
    }

    private static Optional<Outcome> answered(Db db, Source source, Digest key, Digest body) {
        return db.first(
                "SELECT body, lines, hits FROM source_push WHERE source = ? AND key = ?",
                row -> Digest.fromBytes(row.getBytes(1)).equals(body)
                        ? new Outcome.Done(row.getLong(2), row.getLong(3), true)
                        : new Outcome.KeyUsed(),
                source.number(),
                key.toBytes());
    }
}
