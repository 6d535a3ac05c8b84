package org.commonwatch.node.succession;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Logs;

/** The chain of epochs of a log: files that never change, beside its tiles. */
@Path("/ledger/{log}/epochs")
@Allow(Right.MEMBER)
public class EpochFilesResource {
    private final Epochs epochs;
    private final Logs logs;

    @Inject
    EpochFilesResource(Epochs epochs, Logs logs) {
        this.epochs = epochs;
        this.logs = logs;
    }

    @GET
    @Path("{number: [0-9]{1,9}}")
    public Response step(@PathParam("log") String name, @PathParam("number") long number) {
        return logs.named(name)
                .flatMap(log -> epochs.file(log, number))
                .map(bytes -> Response.ok(bytes, MediaType.APPLICATION_OCTET_STREAM)
                        .header("Cache-Control", "private, max-age=31536000, immutable")
                        .build())
                .orElseThrow(NotFoundException::new);
    }
}
