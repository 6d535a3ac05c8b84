package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CosignerEntry extends MembershipEntry<MembershipCommand.SetCosigner> {
    static final String TYPE = "member.cosigner";

    CosignerEntry() {
        super(TYPE, MembershipCommand.SetCosigner::read);
    }
}
