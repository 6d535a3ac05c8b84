package org.commonwatch.node.lists;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;

/** The lists that were loaded, in the form they came, compressed. */
@ApplicationScoped
class ListTables implements LocalTables {
    private static final String WARNING_LISTS = """
            CREATE TABLE warning_list (
              name TEXT PRIMARY KEY,
              added_second INTEGER NOT NULL,
              json_gzip BLOB NOT NULL
            ) STRICT;
            """;

    @Override
    public String slice() {
        return "lists";
    }

    @Override
    public List<String> migrations() {
        return List.of(WARNING_LISTS);
    }
}
