package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CreateEntry extends MembershipEntry<MembershipCommand.Create> {
    static final String TYPE = "community.create";

    CreateEntry() {
        super(TYPE, MembershipCommand.Create::read);
    }
}
