package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class InviteEntry extends MembershipEntry<MembershipCommand.Invite> {
    static final String TYPE = "invitation.create";

    InviteEntry() {
        super(TYPE, MembershipCommand.Invite::read);
    }
}
