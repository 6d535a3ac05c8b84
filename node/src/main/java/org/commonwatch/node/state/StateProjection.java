package org.commonwatch.node.state;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;

/** Who stated which state; the first word of each member for a size counts. */
@ApplicationScoped
class StateProjection implements Projection {
    @Override
    public String name() {
        return "state";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> tables() {
        return List.of("state_claim");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/state.sql");
    }

    @Override
    public boolean ofLeaves() {
        return true;
    }

    @Override
    public void apply(Applied entry, Db db) {
        if (entry.command() instanceof StateClaim claim) {
            db.update(
                    "INSERT INTO state_claim VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
                    entry.leaf().log().number(),
                    claim.state().size(),
                    entry.leaf().author(),
                    entry.leaf().index(),
                    claim.body().toString());
        }
    }
}
