package org.commonwatch.node.succession;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** What this node has of a succession, for the other members' nodes; docs/formats/succession.md. */
@Path("/ledger/{log}/succession")
@Allow(Right.MEMBER)
public class MemberSuccessionResource {
    private final Epochs epochs;
    private final Papers papers;
    private final Members members;
    private final Gathering gathering;
    private final Logs logs;

    @Inject
    MemberSuccessionResource(Epochs epochs, Papers papers, Members members, Gathering gathering, Logs logs) {
        this.epochs = epochs;
        this.papers = papers;
        this.members = members;
        this.gathering = gathering;
        this.logs = logs;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String index(@PathParam("log") String name) {
        Log log = log(name);
        long number = epochs.number(log);
        return new Index(
                        number,
                        epochs.of(log, number).stream()
                                .map(step -> step.id().hex())
                                .toList(),
                        papers.list(log, number))
                .json()
                .toString();
    }

    /** There is something new at a member's node. */
    @POST
    public Response told(@PathParam("log") String name) {
        log(name);
        gathering.wake();
        return Response.noContent().build();
    }

    /** This node's keys for the epoch that the log is in, or the next. */
    @GET
    @Path("keys/{epoch: [0-9]{1,9}}")
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] keys(@PathParam("log") String name, @PathParam("epoch") long epoch) throws Refused {
        Log log = log(name);
        long number = epochs.number(log);
        if (epoch < 2 || epoch < number || epoch > number + 1) {
            throw new NotFoundException();
        }
        return members.ownKeys(log, epoch).toBytes();
    }

    @GET
    @Path("papers/{hash: [0-9a-f]{64}}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] paper(@PathParam("log") String name, @PathParam("hash") String hash) {
        return papers.of(log(name), hash).orElseThrow(NotFoundException::new);
    }

    /** Every record of the present epoch that this node has verified, by its id. */
    @GET
    @Path("records/{id: [0-9a-f]{64}}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] record(@PathParam("log") String name, @PathParam("id") String id) {
        Log log = log(name);
        return epochs.of(log, epochs.number(log)).stream()
                .filter(step -> step.id().hex().equals(id))
                .findFirst()
                .map(Transition::toBytes)
                .orElseThrow(NotFoundException::new);
    }

    private Log log(String name) {
        return logs.named(name).filter(log -> log.space() == Space.COMMUNITY).orElseThrow(NotFoundException::new);
    }
}
