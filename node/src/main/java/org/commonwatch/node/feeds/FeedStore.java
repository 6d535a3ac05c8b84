package org.commonwatch.node.feeds;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.outbound.SecretHeader;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/** The table of feeds. */
final class FeedStore {
    /** Feeds of one node; one thread polls them all. */
    static final int FEEDS_MAX = 200;

    private static final int MESSAGE_CHARS_MAX = 500;

    private static final String SELECT = """
            SELECT number, name, kind, url, every_minutes, header_name, header_secret, licence, vanished, columns, paused,
              created_second, due_second, last_poll_second, last_success_second,
              error_code, error_message, error_second, error_count,
              etag, last_modified, digest, collection, added_after, next
            FROM feed
            """;

    private final SqliteStore local;

    FeedStore(SqliteStore local) {
        this.local = local;
    }

    enum Added {
        DONE,
        NAME_TAKEN,
        TOO_MANY
    }

    Added add(NewFeed feed, Instant now) {
        return local.write(db -> {
            if (db.number("SELECT count(*) FROM feed") >= FEEDS_MAX) {
                return Added.TOO_MANY;
            }
            int rows = db.update(
                    """
                    INSERT INTO feed (name, kind, url, every_minutes, header_name, header_secret, licence, vanished, columns,
                      paused, created_second, due_second, error_count)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0) ON CONFLICT (name) DO NOTHING
                    """,
                    feed.name(),
                    feed.kind().word(),
                    feed.url().toString(),
                    feed.everyMinutes(),
                    feed.header().map(SecretHeader::name).orElse(null),
                    feed.header().map(SecretHeader::reveal).orElse(null),
                    feed.licence(),
                    feed.vanished().word(),
                    feed.columns(),
                    now.getEpochSecond(),
                    now.getEpochSecond());
            return rows == 1 ? Added.DONE : Added.NAME_TAKEN;
        });
    }

    List<Feed> all() {
        return local.read(db -> db.query(SELECT + " ORDER BY name", FeedStore::feed));
    }

    Optional<Feed> named(String name) {
        return local.read(db -> db.first(SELECT + " WHERE name = ?", FeedStore::feed, name));
    }

    /** The feed that has been due longest. */
    Optional<Feed> due(Instant now) {
        return local.read(db -> db.first(
                SELECT + " WHERE paused = 0 AND due_second <= ? ORDER BY due_second, name LIMIT 1",
                FeedStore::feed,
                now.getEpochSecond()));
    }

    /** When the next feed is due; empty when none ever is. */
    Optional<Instant> nextDue() {
        return local.read(db -> db.first(
                "SELECT due_second FROM feed WHERE paused = 0 ORDER BY due_second LIMIT 1",
                row -> Instant.ofEpochSecond(row.getLong(1))));
    }

    boolean pause(String name, boolean paused) {
        return local.write(db -> db.update("UPDATE feed SET paused = ? WHERE name = ?", paused, name)) == 1;
    }

    /** Forgets the feed and what it said. Its objects stay on the ledger. */
    boolean remove(String name) {
        return local.write(db -> db.update("DELETE FROM feed WHERE name = ?", name)) == 1;
    }

    /** @throws PollFault {@code feed-removed} when the feed is gone meanwhile */
    void moveTo(Feed feed, Cursor cursor) throws PollFault {
        must(local.write(db -> cursor(db, feed, cursor)));
    }

    void succeeded(Feed feed, Cursor cursor, Instant now, Instant due) {
        local.write(db -> {
            cursor(db, feed, cursor);
            return db.update("""
                    UPDATE feed SET last_poll_second = ?, last_success_second = ?, due_second = ?,
                      error_code = NULL, error_message = NULL, error_second = NULL, error_count = 0
                    WHERE number = ?
                    """, now.getEpochSecond(), now.getEpochSecond(), due.getEpochSecond(), feed.number());
        });
    }

    void failed(Feed feed, Feed.Failure failure, Instant due) {
        String message = failure.message();
        String shown = message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) : message;
        local.write(db -> db.update(
                """
                UPDATE feed SET last_poll_second = ?, due_second = ?,
                  error_code = ?, error_message = ?, error_second = ?, error_count = ?
                WHERE number = ?
                """,
                failure.at().getEpochSecond(),
                due.getEpochSecond(),
                failure.code(),
                shown,
                failure.at().getEpochSecond(),
                failure.count(),
                feed.number()));
    }

    static void must(int rows) throws PollFault {
        if (rows == 0) {
            throw new PollFault("feed-removed", "The feed was removed while it was polled.");
        }
    }

    private static int cursor(Db db, Feed feed, Cursor cursor) {
        return db.update(
                """
                UPDATE feed SET etag = ?, last_modified = ?, digest = ?, collection = ?, added_after = ?, next = ?
                WHERE number = ?
                """,
                cursor.etag().orElse(null),
                cursor.lastModified().orElse(null),
                cursor.digest().orElse(null),
                cursor.collection().orElse(null),
                cursor.addedAfter().orElse(null),
                cursor.next().orElse(null),
                feed.number());
    }

    private static Feed feed(ResultSet row) throws SQLException {
        return new Feed(
                row.getLong("number"),
                row.getString("name"),
                FeedKind.of(row.getString("kind")).orElseThrow(),
                URI.create(row.getString("url")),
                row.getInt("every_minutes"),
                header(row),
                row.getString("licence"),
                Vanished.of(row.getString("vanished")).orElseThrow(),
                row.getString("columns"),
                row.getBoolean("paused"),
                Instant.ofEpochSecond(row.getLong("created_second")),
                Instant.ofEpochSecond(row.getLong("due_second")),
                second(row, "last_poll_second"),
                second(row, "last_success_second"),
                failure(row),
                new Cursor(
                        text(row, "etag"),
                        text(row, "last_modified"),
                        text(row, "digest"),
                        text(row, "collection"),
                        text(row, "added_after"),
                        text(row, "next")));
    }

    private static Optional<SecretHeader> header(ResultSet row) throws SQLException {
        Optional<String> name = text(row, "header_name");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SecretHeader.of(name.orElseThrow(), row.getString("header_secret")));
        } catch (Refused e) {
            throw new IllegalStateException("a header that was accepted no longer reads", e);
        }
    }

    private static Optional<Feed.Failure> failure(ResultSet row) throws SQLException {
        Optional<String> code = text(row, "error_code");
        if (code.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Feed.Failure(
                code.orElseThrow(),
                row.getString("error_message"),
                Instant.ofEpochSecond(row.getLong("error_second")),
                row.getInt("error_count")));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<Instant> second(ResultSet row, String column) throws SQLException {
        long second = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
    }
}
