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
class RecallEntry implements EntryType<SharingCommand.Recall> {
    @Override
    public String name() {
        return SharingRules.RECALL;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public SharingCommand.Recall decode(JsonNode body) throws Refused {
        return SharingCommand.Recall.read(body);
    }

    @Override
    public Optional<Refusal> judge(SharingCommand.Recall command, Leaf leaf, Leaves before) {
        return SharingRules.judgeTargets(command.targets(), leaf, before);
    }
}
