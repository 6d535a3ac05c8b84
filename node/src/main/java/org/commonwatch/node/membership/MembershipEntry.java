package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** What the entry types of this slice have in common: one rule over one state. */
abstract class MembershipEntry<C extends MembershipCommand> implements EntryType<C> {
    /** How a body reads. */
    @FunctionalInterface
    interface Codec<C> {
        C read(JsonNode body) throws Refused;
    }

    private final String name;
    private final Codec<C> codec;

    MembershipEntry(String name, Codec<C> codec) {
        this.name = name;
        this.codec = codec;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public C decode(JsonNode body) throws Refused {
        return codec.read(body);
    }

    @Override
    public Optional<Refusal> judge(C command, Leaf leaf, Leaves before) {
        throw new IllegalStateException(name + " is judged by what the entries before made of the community");
    }

    @Override
    public Optional<Refusal> judge(C command, Leaf leaf, Leaves before, Db tables) {
        return MembershipRules.judge(command, leaf, new StandingRows(tables, leaf.log()));
    }
}
