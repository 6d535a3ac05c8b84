package org.commonwatch.node.audience;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** Keys of audiences in {@code local.db}: whoever reads them reads what is sealed to these epochs. */
@ApplicationScoped
class KeyringTables implements LocalTables {
    private static final String FIRST = """
            CREATE TABLE epoch_key (
              origin TEXT NOT NULL,     -- of the log
              audience TEXT NOT NULL,
              epoch INTEGER NOT NULL,
              commitment BLOB NOT NULL, -- 32 bytes, as the log states it
              secret BLOB NOT NULL,     -- 32 bytes
              PRIMARY KEY (origin, commitment)
            ) WITHOUT ROWID, STRICT;
            """;

    @Override
    public String slice() {
        return "audience";
    }

    @Override
    public List<String> migrations() {
        return List.of(FIRST);
    }
}
