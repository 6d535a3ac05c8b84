package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class MembersEntry extends CouncilEntry<CouncilCommand.NameCouncil> {
    static final String TYPE = "council.members";

    MembersEntry() {
        super(TYPE, CouncilCommand.NameCouncil::read);
    }
}
