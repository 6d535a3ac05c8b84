package org.commonwatch.node.council;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * Who orders a community's log, and who could.
 *
 * @param alone nobody has named a council: whoever founded the community orders
 * @param mayFail nodes of the named council that may be away while the others go on
 * @param waiting what the next step to the named council waits for, as this node knows; empty when nothing is missing
 * @param trouble what keeps this node from taking part; empty when nothing does
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CouncilStatus(String name, boolean alone, int mayFail, String waiting, String trouble, List<Line> seats) {
    public CouncilStatus {
        seats = List.copyOf(seats);
    }

    /** How many of a council may be away: most of it must agree on each turn. */
    static int mayFail(int seats) {
        return (seats - 1) / 2;
    }

    /**
     * One member.
     *
     * @param address where other nodes of the council reach it; empty when it has offered no seat
     * @param named whether it is in the council that the steward named last
     * @param order one of the words leads, orders, joining, leaving, and offered for one that only could
     * @param held entries that are durable there, as the node that leads knows; -1 when this node does not
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Line(
            String name, String title, String address, boolean named, String order, boolean self, long held) {}
}
