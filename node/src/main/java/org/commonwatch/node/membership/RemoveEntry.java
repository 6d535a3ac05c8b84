package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class RemoveEntry extends MembershipEntry<MembershipCommand.Remove> {
    static final String TYPE = "member.remove";

    RemoveEntry() {
        super(TYPE, MembershipCommand.Remove::read);
    }
}
