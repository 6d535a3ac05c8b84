package org.commonwatch.node.audience;

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
class RekeyEntry implements EntryType<Rekey> {
    @Override
    public String name() {
        return Rekey.TYPE;
    }

    @Override
    public int version() {
        return Rekey.VERSION;
    }

    @Override
    public Rekey decode(JsonNode body) throws Refused {
        return Rekey.read(body);
    }

    @Override
    public Optional<Refusal> judge(Rekey command, Leaf leaf, Leaves before) {
        throw new IllegalStateException(Rekey.TYPE + " is judged by what the entries before made of the audiences");
    }

    @Override
    public Optional<Refusal> judge(Rekey command, Leaf leaf, Leaves before, Db tables) {
        return RekeyRules.judge(command, leaf, new StandingRows(tables, leaf.log()));
    }
}
