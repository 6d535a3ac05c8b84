package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

@ApplicationScoped
class ReinstateEntry implements EntryType<SharingCommand.Reinstate> {
    @Override
    public String name() {
        return SharingRules.REINSTATE;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public SharingCommand.Reinstate decode(JsonNode body) throws Refused {
        return SharingCommand.Reinstate.read(body);
    }

    @Override
    public Optional<Refusal> judge(SharingCommand.Reinstate command, Leaf leaf, Leaves before) {
        return SharingRules.judgeTargets(command.targets(), leaf, before);
    }
}
