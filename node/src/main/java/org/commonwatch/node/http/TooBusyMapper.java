package org.commonwatch.node.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.commonwatch.node.spine.TooBusy;

/** A full queue or pool: 503, come back shortly. */
@Provider
public class TooBusyMapper implements ExceptionMapper<TooBusy> {
    private static final int RETRY_SECONDS = 2;

    @Override
    public Response toResponse(TooBusy busy) {
        Problem problem = Problem.of(
                Response.Status.SERVICE_UNAVAILABLE,
                "too-busy",
                "The node is too busy: " + busy.getMessage() + ". Nothing was changed; try again.");
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }
}
