package org.commonwatch.node.sources;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Sources, how far they are read and what they counted, in {@code local.db}. */
@ApplicationScoped
class SourceTables implements LocalTables {
    private static final String SOURCES = """
            CREATE TABLE source (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              name TEXT NOT NULL UNIQUE,
              kind TEXT NOT NULL,
              settings TEXT NOT NULL,
              format TEXT,
              zone TEXT NOT NULL,
              remember INTEGER NOT NULL,
              paused INTEGER NOT NULL,
              created_second INTEGER NOT NULL,
              -- Whether the files that were there at first are known (see FileTail).
              looked INTEGER NOT NULL DEFAULT 0,
              lines INTEGER NOT NULL DEFAULT 0,
              bytes INTEGER NOT NULL DEFAULT 0,
              hits INTEGER NOT NULL DEFAULT 0,
              last_line_milli INTEGER
            ) STRICT;
            -- Where reading of a file goes on. head and tail: SHA-256 of the first and the last 1,024 bytes before the offset.
            CREATE TABLE source_file (
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              file TEXT NOT NULL,
              path TEXT NOT NULL,
              offset INTEGER NOT NULL,
              line INTEGER NOT NULL,
              head BLOB NOT NULL,
              tail BLOB NOT NULL,
              gone_second INTEGER,
              PRIMARY KEY (source, file)
            ) WITHOUT ROWID, STRICT;
            CREATE TABLE source_dropped (
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              reason TEXT NOT NULL,
              count INTEGER NOT NULL,
              PRIMARY KEY (source, reason)
            ) WITHOUT ROWID, STRICT;
            CREATE TABLE source_minute (
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              minute INTEGER NOT NULL,
              lines INTEGER NOT NULL,
              hits INTEGER NOT NULL,
              PRIMARY KEY (source, minute)
            ) WITHOUT ROWID, STRICT;
            -- Pushes that were answered, by digest of their Idempotency-Key.
            CREATE TABLE source_push (
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              key BLOB NOT NULL,
              body BLOB NOT NULL,
              lines INTEGER NOT NULL,
              hits INTEGER NOT NULL,
              second INTEGER NOT NULL,
              PRIMARY KEY (source, key)
            ) WITHOUT ROWID, STRICT;
            CREATE INDEX source_push_by_age ON source_push (source, second);
            """;

    private static final String NUMBERED = """
            -- Numbered lines that were taken in, by stream. Of each stream the newest are remembered; all below floor count as taken.
            CREATE TABLE source_stream (
              number INTEGER PRIMARY KEY,
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              name TEXT NOT NULL,
              floor INTEGER NOT NULL DEFAULT 0,
              kept INTEGER NOT NULL DEFAULT 0,
              UNIQUE (source, name)
            ) STRICT;
            CREATE TABLE source_stream_line (
              stream INTEGER NOT NULL REFERENCES source_stream (number) ON DELETE CASCADE,
              line INTEGER NOT NULL,
              PRIMARY KEY (stream, line)
            ) WITHOUT ROWID, STRICT;
            """;

    private static final String SESSIONS = """
            -- A broker holds a session for this source.
            CREATE TABLE source_session (
              source INTEGER PRIMARY KEY REFERENCES source (number) ON DELETE CASCADE
            ) STRICT;
            -- The messages of a broker that were taken in last, whose acknowledgement may not have arrived. content: SHA-256
            -- of topic, a zero and payload (see MqttSession).
            CREATE TABLE source_message (
              source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
              packet INTEGER NOT NULL,
              content BLOB NOT NULL,
              place INTEGER NOT NULL,
              PRIMARY KEY (source, packet)
            ) WITHOUT ROWID, STRICT;
            """;

    private static final String UNDERSTOOD = """
            -- See Understood of the telemetry library.
            ALTER TABLE source ADD COLUMN read_lines INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE source ADD COLUMN misfits INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE source ADD COLUMN untimed INTEGER NOT NULL DEFAULT 0;
            """;

    @Override
    public String slice() {
        return "sources";
    }

    @Override
    public List<String> migrations() {
        return List.of(SOURCES, NUMBERED, SESSIONS, UNDERSTOOD);
    }
}
