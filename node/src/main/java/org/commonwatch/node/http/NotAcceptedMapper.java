package org.commonwatch.node.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.commonwatch.node.spine.NotAccepted;

/** The ledger refused for want of room or time: 507 for a full disk, else 503. Reading goes on. A void command is 409. */
@Provider
public class NotAcceptedMapper implements ExceptionMapper<NotAccepted> {
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int RETRY_SECONDS = 10;

    @Override
    public Response toResponse(NotAccepted refused) {
        if (refused.refusal().code().equals(NotAccepted.VOID)) {
            return Problem.of(Response.Status.CONFLICT, refused.refusal()).response();
        }
        boolean full = refused.refusal().code().equals("disk-full");
        int status = full ? INSUFFICIENT_STORAGE : Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
        String title = full ? "Insufficient Storage" : "Service Unavailable";
        Problem problem = new Problem(
                "about:blank",
                title,
                status,
                refused.refusal().message() + " Nothing was changed; what is here stays readable.",
                refused.refusal().code(),
                List.of());
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }
}
