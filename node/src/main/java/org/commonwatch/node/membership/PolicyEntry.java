package org.commonwatch.node.membership;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.membership.MembershipCommand.SetPolicy;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** Whose cosignatures count is a matter of membership; whose checkpoints are taken also one of who orders the log. */
@Singleton
class PolicyEntry extends MembershipEntry<SetPolicy> {
    static final String TYPE = "community.policy";

    private final List<Office> offices;

    @Inject
    PolicyEntry(@All List<Office> offices) {
        super(TYPE, SetPolicy::read);
        this.offices = List.copyOf(offices);
    }

    @Override
    public Optional<Refusal> judge(SetPolicy policy, Leaf leaf, Leaves before, Db tables) {
        Optional<String> stated = new StandingRows(tables, leaf.log()).policy();
        return super.judge(policy, leaf, before, tables)
                .or(() -> PolicySteps.judgeLogKeys(
                        policy.policy(),
                        stated,
                        key -> offices.stream().anyMatch(office -> office.orders(tables, leaf.log(), key))));
    }
}
