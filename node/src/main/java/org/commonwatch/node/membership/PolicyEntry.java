package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class PolicyEntry extends MembershipEntry<MembershipCommand.SetPolicy> {
    static final String TYPE = "community.policy";

    PolicyEntry() {
        super(TYPE, MembershipCommand.SetPolicy::read);
    }
}
