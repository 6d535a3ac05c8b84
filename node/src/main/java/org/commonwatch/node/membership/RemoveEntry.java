package org.commonwatch.node.membership;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Leaves;

/** Nobody leaves who holds an office: that is laid down first. */
@Singleton
class RemoveEntry extends MembershipEntry<MembershipCommand.Remove> {
    static final String TYPE = "member.remove";

    private final List<Office> offices;

    @Inject
    RemoveEntry(@All List<Office> offices) {
        super(TYPE, MembershipCommand.Remove::read);
        this.offices = List.copyOf(offices);
    }

    @Override
    public Optional<Refusal> judge(MembershipCommand.Remove remove, Leaf leaf, Leaves before, Db tables) {
        return super.judge(remove, leaf, before, tables)
                .or(() -> offices.stream()
                        .flatMap(office -> office.keeps(tables, leaf.log(), remove.member()).stream())
                        .findFirst());
    }
}
