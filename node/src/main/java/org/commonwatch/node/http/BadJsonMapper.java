package org.commonwatch.node.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.stream.Collectors;

/** JSON of another shape than the endpoint reads: 400 with the place, never the value or our class names. */
@Provider
public class BadJsonMapper implements ExceptionMapper<MismatchedInputException> {
    @Override
    public Response toResponse(MismatchedInputException wrong) {
        String path = wrong.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
        return Problem.of(
                        Response.Status.BAD_REQUEST,
                        "bad-json",
                        "The body does not read at " + (path.isEmpty() ? "its top" : path)
                                + "; the API's description names what goes there.")
                .response();
    }
}
