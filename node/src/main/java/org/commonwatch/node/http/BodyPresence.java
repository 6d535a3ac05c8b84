package org.commonwatch.node.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;

/** A JSON request that says nothing, by an empty body or by {@code null}, is a bad one: resources get a value. */
@Provider
public class BodyPresence implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object body = context.proceed();
        if (body == null && MediaType.APPLICATION_JSON_TYPE.isCompatible(context.getMediaType())) {
            throw new WebApplicationException(
                    Problem.of(Response.Status.BAD_REQUEST, "body-missing", "Send a JSON object as the body.")
                            .response());
        }
        return body;
    }
}
