package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class AdmitEntry extends MembershipEntry<MembershipCommand.Admit> {
    static final String TYPE = "member.admit";

    AdmitEntry() {
        super(TYPE, MembershipCommand.Admit::read);
    }
}
