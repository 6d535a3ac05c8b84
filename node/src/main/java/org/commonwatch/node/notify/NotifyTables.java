package org.commonwatch.node.notify;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Channels, what they have still to tell and what they told, in {@code local.db}. Times are microseconds. */
@ApplicationScoped
class NotifyTables implements LocalTables {
    private static final String CHANNELS = """
            CREATE TABLE notify_channel (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              name TEXT NOT NULL UNIQUE,
              kind TEXT NOT NULL,
              target TEXT NOT NULL,        -- JSON, with its secrets
              wishes TEXT NOT NULL,        -- JSON: interest, pace, marking
              paused INTEGER NOT NULL,
              created INTEGER NOT NULL,
              sent INTEGER NOT NULL DEFAULT 0,
              told INTEGER NOT NULL DEFAULT 0,
              withheld INTEGER NOT NULL DEFAULT 0,
              dropped INTEGER NOT NULL DEFAULT 0,
              beyond INTEGER NOT NULL DEFAULT 0, -- of the dropped, those that no digest has told of yet
              failed INTEGER NOT NULL DEFAULT 0,
              success INTEGER,
              failures INTEGER NOT NULL DEFAULT 0,
              error_code TEXT,
              error_message TEXT,
              error INTEGER
            ) STRICT;
            -- Written with the hit, gone once every channel has been asked.
            CREATE TABLE notify_news (
              seq INTEGER PRIMARY KEY AUTOINCREMENT,
              hit INTEGER NOT NULL,
              occasion INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE notify_delivery (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              channel INTEGER NOT NULL REFERENCES notify_channel (number) ON DELETE CASCADE,
              id TEXT NOT NULL UNIQUE,
              form INTEGER NOT NULL,       -- Form.code
              state INTEGER NOT NULL,      -- Delivery.State.code
              made INTEGER NOT NULL,
              due INTEGER NOT NULL,
              ended INTEGER,
              attempts INTEGER NOT NULL,
              hits INTEGER NOT NULL,
              beyond INTEGER NOT NULL,
              hit INTEGER,                 -- the only one
              error TEXT
            ) STRICT;
            CREATE INDEX notify_delivery_by_state ON notify_delivery (channel, state, number);
            -- A hit that a channel has to tell.
            CREATE TABLE notify_notice (
              channel INTEGER NOT NULL REFERENCES notify_channel (number) ON DELETE CASCADE,
              seq INTEGER NOT NULL,        -- of the news
              hit INTEGER NOT NULL,
              occasion INTEGER NOT NULL,
              came INTEGER NOT NULL,
              held INTEGER NOT NULL DEFAULT 0,
              delivery INTEGER REFERENCES notify_delivery (number) ON DELETE CASCADE,
              PRIMARY KEY (channel, seq)
            ) WITHOUT ROWID, STRICT;
            CREATE INDEX notify_notice_open ON notify_notice (channel, held) WHERE delivery IS NULL;
            CREATE INDEX notify_notice_by_delivery ON notify_notice (delivery) WHERE delivery IS NOT NULL;
            """;

    @Override
    public String slice() {
        return "notify";
    }

    @Override
    public List<String> migrations() {
        return List.of(CHANNELS);
    }
}
