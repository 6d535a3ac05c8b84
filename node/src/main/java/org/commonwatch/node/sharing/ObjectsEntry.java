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
class ObjectsEntry implements EntryType<SharingCommand.Objects> {
    @Override
    public String name() {
        return SharingRules.OBJECTS;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public SharingCommand.Objects decode(JsonNode body) throws Refused {
        return SharingCommand.Objects.read(body);
    }

    @Override
    public Optional<Refusal> judge(SharingCommand.Objects command, Leaf leaf, Leaves before) {
        return SharingRules.judgeObjects(leaf);
    }
}
