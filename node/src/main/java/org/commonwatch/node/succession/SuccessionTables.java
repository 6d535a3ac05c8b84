package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** What members said to each other about the end of an epoch; no log has it. */
@ApplicationScoped
class SuccessionTables implements LocalTables {
    private static final String FIRST = """
            CREATE TABLE succession_paper (
              log TEXT NOT NULL,
              epoch INTEGER NOT NULL, -- that ends
              kind TEXT NOT NULL,     -- terms, vote, fork
              name TEXT NOT NULL,     -- terms: their id; vote: cosigner and id of the terms; fork: SHA-256
              hash TEXT NOT NULL,     -- SHA-256 of the bytes, hex: how another node asks for it
              bytes BLOB NOT NULL,
              PRIMARY KEY (log, epoch, kind, name)
            ) STRICT;
            """;

    @Override
    public String slice() {
        return "succession";
    }

    @Override
    public List<String> migrations() {
        return List.of(FIRST);
    }
}
