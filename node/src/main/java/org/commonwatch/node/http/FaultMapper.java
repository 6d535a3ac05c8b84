package org.commonwatch.node.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What nobody expected: 500 with a number that finds it in the log, and nothing of its inside on the wire. */
@Provider
public class FaultMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FaultMapper.class);

    @Override
    public Response toResponse(Throwable fault) {
        if (fault instanceof WebApplicationException answer) {
            return explained(answer.getResponse());
        }
        UUID number = UUID.randomUUID();
        LOG.error("a request failed, number " + number, fault);
        return Problem.of(
                        Response.Status.INTERNAL_SERVER_ERROR,
                        "fault",
                        "Something failed inside the node. Its log explains it under number " + number + ".")
                .response();
    }

    /** An answer that says nothing of itself gets a problem: what the framework refuses comes with a bare status. */
    private static Response explained(Response answer) {
        boolean silent = answer.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode() && !answer.hasEntity();
        Response.Status status = Response.Status.fromStatusCode(answer.getStatus());
        if (!silent || status == null) {
            return answer;
        }
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        Response problem = Problem.of(
                        status, code, status.getReasonPhrase() + ": the request was refused before it was looked at.")
                .response();
        return Response.fromResponse(answer)
                .entity(problem.getEntity())
                .type(Problem.MEDIA_TYPE)
                .build();
    }
}
