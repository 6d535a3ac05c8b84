package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Hits, the lines around them and what was decided, in {@code local.db}. Nothing of it leaves the node by itself. */
@ApplicationScoped
class MatchingTables implements LocalTables {
    private static final String HITS = """
            -- One indicator met one own asset in one source on one UTC day.
            CREATE TABLE hit (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              indicator TEXT NOT NULL,
              kind INTEGER NOT NULL,       -- MatchKind.code, 0 for a pattern over windows
              value TEXT NOT NULL,
              asset_kind INTEGER NOT NULL, -- 0 none told, 1 address, 2 host, 3 user, 4 all beyond the bound
              asset TEXT NOT NULL,
              source INTEGER NOT NULL,
              source_name TEXT NOT NULL,
              day INTEGER NOT NULL,        -- since 1970
              allowed INTEGER NOT NULL,    -- lines, by what a control made of them
              blocked INTEGER NOT NULL,
              unknown INTEGER NOT NULL,
              first INTEGER NOT NULL,      -- microseconds
              last INTEGER NOT NULL,
              untimed INTEGER NOT NULL,    -- lines whose time is that of their receipt
              looked_back INTEGER NOT NULL,-- lines seen before the indicator was known
              token TEXT NOT NULL,         -- as it stood in the first line
              state INTEGER NOT NULL,      -- HitState.code
              rule INTEGER,
              list TEXT,
              who TEXT NOT NULL,
              why TEXT NOT NULL,
              changed INTEGER NOT NULL,    -- microseconds: the last line or decision
              UNIQUE (indicator, day, source, kind, value, asset_kind, asset)
            ) STRICT;
            CREATE INDEX hit_by_day ON hit (day, number);
            CREATE INDEX hit_by_state ON hit (state, number);
            CREATE INDEX hit_by_change ON hit (changed);
            -- The first lines of a hit, each with its neighbours; bytes as they came.
            CREATE TABLE hit_sample (
              hit INTEGER NOT NULL REFERENCES hit (number) ON DELETE CASCADE,
              place INTEGER NOT NULL,      -- from 0
              line INTEGER NOT NULL,       -- in the source, from 1
              offset INTEGER NOT NULL,     -- of the token in the source, from 0
              token BLOB NOT NULL,
              rule TEXT NOT NULL,
              at INTEGER NOT NULL,         -- microseconds
              basis TEXT NOT NULL,         -- how that time was found
              verdict TEXT NOT NULL,
              before BLOB NOT NULL,
              text BLOB NOT NULL,
              token_at INTEGER NOT NULL,   -- where the token begins in text
              after BLOB NOT NULL,
              PRIMARY KEY (hit, place)
            ) WITHOUT ROWID, STRICT;
            CREATE TABLE triage_rule (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              state INTEGER NOT NULL,
              indicator TEXT,
              value TEXT,
              source TEXT,
              asset TEXT,
              network TEXT,
              list TEXT,
              until INTEGER,               -- seconds
              who TEXT NOT NULL,
              why TEXT NOT NULL,
              made INTEGER NOT NULL
            ) STRICT;
            INSERT INTO triage_rule VALUES (1, 2, NULL, NULL, NULL, NULL, NULL, '*', NULL, 'commonwatch',
              'Values on a warning list are seldom malicious.', 0);
            -- Objects that hits became: so that a later one is a new version of the same.
            CREATE TABLE hit_object (
              indicator TEXT NOT NULL,
              day INTEGER NOT NULL,        -- -1 for an opinion, which has no day
              id TEXT NOT NULL,
              created INTEGER NOT NULL,    -- microseconds
              PRIMARY KEY (indicator, day)
            ) WITHOUT ROWID, STRICT;
            -- Header lines that hold where a stream of a source left off.
            CREATE TABLE line_stream (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              source INTEGER NOT NULL,
              line INTEGER NOT NULL,
              offset INTEGER NOT NULL,
              headers BLOB NOT NULL,
              UNIQUE (source, line, offset)
            ) STRICT;
            -- Names of the sources whose values are remembered.
            CREATE TABLE seen_source (
              source INTEGER PRIMARY KEY,
              name TEXT NOT NULL
            ) STRICT;
            CREATE TABLE least_confidence (
              source TEXT PRIMARY KEY,
              confidence INTEGER NOT NULL
            ) WITHOUT ROWID, STRICT;
            """;

    @Override
    public String slice() {
        return "matching";
    }

    @Override
    public List<String> migrations() {
        return List.of(HITS);
    }
}
