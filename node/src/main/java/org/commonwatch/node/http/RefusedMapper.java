package org.commonwatch.node.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.commonwatch.kernel.Refused;

/** Refused input on the API is the caller's to mend: 400 with the refusal. */
@Provider
public class RefusedMapper implements ExceptionMapper<Refused> {
    @Override
    public Response toResponse(Refused refused) {
        return Problem.of(Response.Status.BAD_REQUEST, refused.refusal()).response();
    }
}
