package org.commonwatch.node.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** The room one request holds in {@link BodyRoom}; given back when the request is over, however it ends. */
@RequestScoped
class BodyTicket {
    private final BodyRoom room;
    private int taken;

    @Inject
    BodyTicket(BodyRoom room) {
        this.room = room;
    }

    void take(long bytes) {
        taken += room.take(bytes);
    }

    @PreDestroy
    void giveBack() {
        room.giveBack(taken);
        taken = 0;
    }
}
