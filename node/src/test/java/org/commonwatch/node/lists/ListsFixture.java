package org.commonwatch.node.lists;

import java.time.Clock;
import java.util.List;
import org.commonwatch.node.spine.LocalTables;
import org.commonwatch.node.spine.NodeFixture;

/** The lists slice for tests, wired by hand. */
public final class ListsFixture {
    private ListsFixture() {}

    public static List<LocalTables> tables() {
        return List.of(new ListTables());
    }

    public static Warnings warnings(NodeFixture node, Clock clock) {
        return new Warnings(node.local(), clock);
    }
}
