package org.commonwatch.node.erasure;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Which orders this node has carried out, in {@code local.db}: it alone knows. An older one only has them carried out again. */
@ApplicationScoped
class ErasureTables implements LocalTables {
    private static final String DONE = """
            CREATE TABLE erasure_done (
              origin TEXT NOT NULL,    -- of the log: its number may come to mean another
              entry INTEGER NOT NULL,
              at INTEGER NOT NULL,     -- microseconds
              PRIMARY KEY (origin, entry)
            ) WITHOUT ROWID, STRICT;
            """;

    @Override
    public String slice() {
        return "erasure";
    }

    @Override
    public List<String> migrations() {
        return List.of(DONE);
    }
}
