package org.commonwatch.node.feeds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/** What feeds said: their objects by part, a part being one event of a MISP feed and everything else's only one. */
final class Members {
    /** The part of feeds that have no parts. */
    static final String WHOLE = "";

    private final SqliteStore local;

    Members(SqliteStore local) {
        this.local = local;
    }

    /** Those of the objects that the feed said before, by name. */
    Map<Long, Member> known(Feed feed, String part, List<Long> objects) {
        return local.read(db -> {
            Map<Long, Member> known = new HashMap<>();
            for (long object : objects) {
                find(db, feed, part, object).ifPresent(member -> known.put(object, member));
            }
            return known;
        });
    }

    private static Optional<Member> find(Db db, Feed feed, String part, long object) {
        return db.first(
                "SELECT object, content, item, withdrawn FROM feed_member WHERE feed = ? AND object = ? AND part = ?",
                Members::member,
                feed.number(),
                object,
                part);
    }

    /**
     * Notes what the feed says now.
     *
     * @throws PollFault when the feed was removed meanwhile
     */
    void say(Feed feed, String part, List<Member> members) throws PollFault {
        String sql = """
                INSERT INTO feed_member SELECT number, ?, ?, ?, ?, ? FROM feed WHERE number = ?
                ON CONFLICT (feed, object, part) DO UPDATE SET
                  content = excluded.content, item = excluded.item, withdrawn = excluded.withdrawn
                """;
        int changed = local.write(db -> {
            int rows = 0;
            for (Member member : members) {
                OptionalLong withdrawn = member.withdrawn();
                rows += db.update(
                        sql,
                        member.object(),
                        part,
                        member.content(),
                        member.item(),
                        withdrawn.isPresent() ? (Long) withdrawn.getAsLong() : null,
                        feed.number());
            }
            return rows;
        });
        if (!members.isEmpty()) {
            FeedStore.must(changed);
        }
    }

    /**
     * The next members of a part that stand, in the order of their names.
     *
     * @param after the last name looked at; {@link Long#MIN_VALUE} to begin, which no object has but by a chance of 2^-64
     */
    List<Member> standing(Feed feed, String part, long after, int limit) {
        return local.read(db -> db.query("""
                SELECT object, content, item, withdrawn FROM feed_member
                WHERE feed = ? AND part = ? AND object > ? AND withdrawn IS NULL ORDER BY object LIMIT ?
                """, Members::member, feed.number(), part, after, limit));
    }

    /** Whether another part still says the object. */
    boolean saidElsewhere(Feed feed, String part, long object) {
        return local.read(db -> db.first(
                        "SELECT 1 FROM feed_member WHERE feed = ? AND object = ? AND part <> ? AND withdrawn IS NULL",
                        row -> true,
                        feed.number(),
                        object,
                        part)
                .isPresent());
    }

    long count(Feed feed) {
        return local.read(db ->
                db.number("SELECT count(*) FROM feed_member WHERE feed = ? AND withdrawn IS NULL", feed.number()));
    }

    /** The version of each part that is taken in. */
    Map<String, String> stamps(Feed feed) {
        return local.read(db -> {
            Map<String, String> stamps = new HashMap<>();
            db.query(
                    "SELECT part, stamp FROM feed_part WHERE feed = ?",
                    row -> stamps.put(row.getString(1), row.getString(2)),
                    feed.number());
            return stamps;
        });
    }

    void stamp(Feed feed, String part, String stamp) throws PollFault {
        FeedStore.must(local.write(db -> db.update("""
                INSERT INTO feed_part SELECT number, ?, ? FROM feed WHERE number = ?
                ON CONFLICT (feed, part) DO UPDATE SET stamp = excluded.stamp
                """, part, stamp, feed.number())));
    }

    void forgetStamp(Feed feed, String part) {
        local.write(db -> db.update("DELETE FROM feed_part WHERE feed = ? AND part = ?", feed.number(), part));
    }

    private static Member member(java.sql.ResultSet row) throws java.sql.SQLException {
        long withdrawn = row.getLong(4);
        OptionalLong undo = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(withdrawn);
        return new Member(row.getLong(1), row.getLong(2), row.getLong(3), undo);
    }
}
