package org.commonwatch.node.council;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** What the entry types of this slice have in common: one rule over one state. */
abstract class CouncilEntry<C extends CouncilCommand> implements EntryType<C> {
    static final int VERSION = 1;

    /** How a body reads. */
    @FunctionalInterface
    interface Codec<C> {
        C read(JsonNode body) throws Refused;
    }

    private final String name;
    private final Codec<C> codec;

    CouncilEntry(String name, Codec<C> codec) {
        this.name = name;
        this.codec = codec;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public C decode(JsonNode body) throws Refused {
        return codec.read(body);
    }

    @Override
    public Optional<Refusal> judge(C command, Leaf leaf, Leaves before) {
        throw new IllegalStateException(name + " is judged by what the entries before made of the council");
    }

    @Override
    public Optional<Refusal> judge(C command, Leaf leaf, Leaves before, Db tables) {
        return CouncilRules.judge(command, leaf, new StandingRows(tables, leaf.log()));
    }
}
