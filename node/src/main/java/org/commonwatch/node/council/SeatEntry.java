package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class SeatEntry extends CouncilEntry<CouncilCommand.OfferSeat> {
    static final String TYPE = "council.seat";

    SeatEntry() {
        super(TYPE, CouncilCommand.OfferSeat::read);
    }
}
