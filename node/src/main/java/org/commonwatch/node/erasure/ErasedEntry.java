package org.commonwatch.node.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

@ApplicationScoped
class ErasedEntry implements EntryType<Erased> {
    static final String TYPE = "payload.erased";
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
    public Erased decode(JsonNode body) throws Refused {
        return Erased.read(body);
    }

    @Override
    public Optional<Refusal> judge(Erased command, Leaf leaf, Leaves before) {
        return ErasureRules.receipt(command, before, false);
    }

    @Override
    public Optional<Refusal> judge(Erased command, Leaf leaf, Leaves before, Db tables) {
        return ErasureRules.receipt(command, before, ErasureProjection.hasReceipt(tables, leaf, command.order()));
    }
}
