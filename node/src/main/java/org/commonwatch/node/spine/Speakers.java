package org.commonwatch.node.spine;

import java.util.Optional;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.statement.Statement;

/**
 * Whose statements count in a log, as the applied entries before a place say. Asked by replay within its transaction, before
 * an entry's own rule; a log whose entries name nobody belongs to its founder alone.
 */
public interface Speakers {
    /** No log has members: every one belongs to its founder. */
    Speakers FOUNDERS = new Speakers() {
        @Override
        public boolean named(Db db, Log log) {
            return false;
        }

        @Override
        public Optional<VerifyingKey> key(Db db, Log log, Statement statement) {
            return Optional.empty();
        }
    };

    /** Whether the entries so far say who speaks. */
    boolean named(Db db, Log log);

    /** The key of a statement, when its author speaks with that key; empty for everybody else. */
    Optional<VerifyingKey> key(Db db, Log log, Statement statement);

    /** The key of a statement of the log's time by another than whoever founded the log; empty when it does not count. */
    default Optional<VerifyingKey> timeKey(Db db, Log log, Statement statement) {
        return Optional.empty();
    }
}
