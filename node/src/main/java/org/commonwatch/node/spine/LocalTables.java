package org.commonwatch.node.spine;

import java.util.List;

/**
 * A slice's tables in {@code local.db}. They hold what no ledger can bring back, so they change by numbered migrations
 * only: a released one is never edited, a new one is added at the end.
 */
public interface LocalTables {
    /** Name of the slice; migrations are numbered within it. */
    String slice();

    /** SQL scripts in order; the first is number 1. */
    List<String> migrations();
}
