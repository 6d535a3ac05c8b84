package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class KeysEntry extends MembershipEntry<MembershipCommand.ChangeKeys> {
    static final String TYPE = "member.keys";

    KeysEntry() {
        super(TYPE, MembershipCommand.ChangeKeys::read);
    }
}
