package org.commonwatch.node.state;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** Any member may state what it came to; whether it is right is for each node to compare. */
@ApplicationScoped
class StateRootEntry implements EntryType<StateClaim> {
    static final String TYPE = "state.root";
    static final int VERSION = 1;

    @Override
    public String name() {
        return TYPE;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public StateClaim decode(JsonNode body) throws Refused {
        return StateClaim.read(body);
    }

    @Override
    public Optional<Refusal> judge(StateClaim claim, Leaf leaf, Leaves before) {
        return claim.state().size() <= leaf.index()
                ? Optional.empty()
                : Optional.of(Refusal.of("state-ahead", "/size", "The log is not that long at this place."));
    }
}
