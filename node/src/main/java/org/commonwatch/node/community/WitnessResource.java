package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;

/**
 * C2SP tlog-witness {@code add-checkpoint}. Anyone may ask: a checkpoint is believed for its log's signature alone, and one
 * that a stranger repeats was made by the log.
 */
@Path("/witness/add-checkpoint")
@Allow(Right.ANYONE)
public class WitnessResource {
    private final Witnessing witnessing;

    @Inject
    WitnessResource(Witnessing witnessing) {
        this.witnessing = witnessing;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response add(byte[] body) {
        Verdict verdict = body.length > AddCheckpoint.BYTES_MAX
                ? new Verdict.Bad(Refusal.of("body-too-big", "", "The request is longer than any of its kind."))
                : witnessing.add(body);
        return Response.status(verdict.status())
                .type(verdict.contentType())
                .entity(verdict.body())
                .build();
    }
}
