package org.commonwatch.node.search;

import jakarta.ws.rs.core.Response;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.http.Problem;

/**
 * A query that cannot be read, as a problem of RFC 9457.
 *
 * @param position of the fault, in characters from 1
 */
record QueryProblem(String type, String title, int status, String detail, String code, int position) {
    private static final String PATH = "character ";

    static boolean fits(Refusal refusal) {
        return refusal.path().startsWith(PATH);
    }

    static Response response(Refusal refusal) {
        Response.Status status = Response.Status.BAD_REQUEST;
        return Response.status(status)
                .type(Problem.MEDIA_TYPE)
                .entity(new QueryProblem(
                        "about:blank",
                        status.getReasonPhrase(),
                        status.getStatusCode(),
                        refusal.message(),
                        refusal.code(),
                        Integer.parseInt(refusal.path().substring(PATH.length()))))
                .build();
    }
}
