package org.commonwatch.node.council;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Logs;

/** Tells members' nodes whose nodes order a log as far as this one takes part in that. */
@Path("/ledger/{log}/council")
@Allow(Right.MEMBER)
public class RunningCouncilResource {
    private final RunningCouncil running;
    private final Logs logs;

    @Inject
    RunningCouncilResource(RunningCouncil running, Logs logs) {
        this.running = running;
        this.logs = logs;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String seats(@PathParam("log") String name) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode seats = answer.putArray("seats");
        running.running(logs.named(name).orElseThrow(NotFoundException::new)).ifPresent(now -> {
            now.leader().ifPresent(leader -> answer.put("leader", leader));
            now.ordering().forEach(seats::add);
            answer.put("agreed", now.agreed());
        });
        return answer.toString();
    }
}
