package org.commonwatch.node.council;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** The council of a community over the JSON API, for this node's owner. */
@Path("/api/v1/communities/{name}/council")
@Allow(Right.OWNER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CouncilResource {
    private final Seats seats;
    private final CouncilStatuses statuses;
    private final Logs logs;

    @Inject
    CouncilResource(Seats seats, CouncilStatuses statuses, Logs logs) {
        this.seats = seats;
        this.statuses = statuses;
        this.logs = logs;
    }

    @GET
    public CouncilStatus show(@PathParam("name") String name) throws Refused {
        return statuses.of(logs.community(name));
    }

    /** Offers this node's seat; the steward may take it. */
    @POST
    @Path("seat")
    @Consumes(MediaType.WILDCARD)
    public CouncilStatus offer(@PathParam("name") String name) throws Refused {
        Log log = logs.community(name);
        seats.offer(log);
        return statuses.of(log);
    }

    /** @param members the whole council from here on, one more or one less than before */
    public record Naming(@Nullable List<String> members) {}

    @PUT
    public CouncilStatus name(@PathParam("name") String name, Naming naming) throws Refused {
        Log log = logs.community(name);
        List<String> members = naming.members();
        seats.name(log, members == null ? List.of() : members);
        return statuses.of(log);
    }
}
