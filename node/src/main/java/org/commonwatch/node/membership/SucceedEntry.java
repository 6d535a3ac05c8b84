package org.commonwatch.node.membership;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.membership.MembershipCommand.Succeed;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** Judged by a verified record as well, which is no entry: the same on every node that is in the epoch. */
@Singleton
class SucceedEntry extends MembershipEntry<Succeed> {
    static final String TYPE = "community.succeed";

    private final Successors successors;

    @Inject
    SucceedEntry(Successors successors) {
        super(TYPE, Succeed::read);
        this.successors = successors;
    }

    @Override
    public Optional<Refusal> judge(Succeed command, Leaf leaf, Leaves before, Db tables) {
        boolean orders = successors
                .policy(leaf.log(), command.epoch(), command.record(), leaf.author())
                .equals(Optional.of(command.policy()));
        return MembershipRules.succeed(command, leaf, new StandingRows(tables, leaf.log()), orders);
    }
}
