package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class RevokeInvitationEntry extends MembershipEntry<MembershipCommand.RevokeInvitation> {
    static final String TYPE = "invitation.revoke";

    RevokeInvitationEntry() {
        super(TYPE, MembershipCommand.RevokeInvitation::read);
    }
}
