package org.commonwatch.node.feeds;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Feeds and what they said, in {@code local.db}. The header's value is a secret; it leaves this table only for its server. */
@ApplicationScoped
class FeedTables implements LocalTables {
    private static final String FEEDS = """
            CREATE TABLE feed (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              name TEXT NOT NULL UNIQUE,
              kind TEXT NOT NULL,
              url TEXT NOT NULL,
              every_minutes INTEGER NOT NULL,
              header_name TEXT,
              header_secret TEXT,
              licence TEXT NOT NULL,
              vanished TEXT NOT NULL,
              columns TEXT NOT NULL,
              paused INTEGER NOT NULL,
              created_second INTEGER NOT NULL,
              due_second INTEGER NOT NULL,
              last_poll_second INTEGER,
              last_success_second INTEGER,
              error_code TEXT,
              error_message TEXT,
              error_second INTEGER,
              error_count INTEGER NOT NULL,
              etag TEXT,
              last_modified TEXT,
              digest TEXT,
              collection TEXT,
              added_after TEXT,
              next TEXT
            ) STRICT;
            -- What a feed said: object is the first 8 bytes of SHA-256 of its id, content of what it says (see Member).
            -- withdrawn: NULL while the feed says it, else what undoes the withdrawal (see Withdrawal).
            CREATE TABLE feed_member (
              feed INTEGER NOT NULL REFERENCES feed (number) ON DELETE CASCADE,
              object INTEGER NOT NULL,
              part TEXT NOT NULL,
              content INTEGER NOT NULL,
              item INTEGER NOT NULL,
              withdrawn INTEGER,
              PRIMARY KEY (feed, object, part)
            ) WITHOUT ROWID, STRICT;
            CREATE INDEX feed_member_by_part ON feed_member (feed, part);
            -- The version of each event of a MISP feed that is taken in.
            CREATE TABLE feed_part (
              feed INTEGER NOT NULL REFERENCES feed (number) ON DELETE CASCADE,
              part TEXT NOT NULL,
              stamp TEXT NOT NULL,
              PRIMARY KEY (feed, part)
            ) WITHOUT ROWID, STRICT;
            """;

    @Override
    public String slice() {
        return "feeds";
    }

    @Override
    public List<String> migrations() {
        return List.of(FEEDS);
    }
}
