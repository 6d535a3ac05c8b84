package org.commonwatch.node.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.membership.Stewards;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

@ApplicationScoped
class EraseEntry implements EntryType<EraseOrder> {
    @Override
    public String name() {
        return EraseOrder.TYPE;
    }

    @Override
    public int version() {
        return EraseOrder.VERSION;
    }

    @Override
    public EraseOrder decode(JsonNode body) throws Refused {
        return EraseOrder.read(body);
    }

    @Override
    public Optional<Refusal> judge(EraseOrder command, Leaf leaf, Leaves before) {
        return ErasureRules.order(command, leaf, before, Optional.empty());
    }

    @Override
    public Optional<Refusal> judge(EraseOrder command, Leaf leaf, Leaves before, Db tables) {
        return ErasureRules.order(command, leaf, before, Stewards.of(tables, leaf.log()));
    }
}
