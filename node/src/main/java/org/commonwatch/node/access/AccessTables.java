package org.commonwatch.node.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Tokens and sessions in {@code local.db}; only digests of secrets are stored. */
@ApplicationScoped
class AccessTables implements LocalTables {
    private static final String TOKENS_AND_SESSIONS = """
            CREATE TABLE token (
              name TEXT PRIMARY KEY,
              digest BLOB NOT NULL UNIQUE,
              write INTEGER NOT NULL,
              collection TEXT,
              max_tlp TEXT NOT NULL,
              expires_second INTEGER,
              created_second INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE session (
              digest BLOB PRIMARY KEY,
              person TEXT NOT NULL,
              expires_second INTEGER NOT NULL
            ) WITHOUT ROWID, STRICT;
            """;

    private static final String PUSHING = "ALTER TABLE token ADD COLUMN source TEXT";

    private static final String OWN = "ALTER TABLE token ADD COLUMN own INTEGER NOT NULL DEFAULT 0";

    @Override
    public String slice() {
        return "access";
    }

    @Override
    public List<String> migrations() {
        return List.of(TOKENS_AND_SESSIONS, PUSHING, OWN);
    }
}
