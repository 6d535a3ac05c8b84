package org.commonwatch.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.commonwatch.kernel.Refusal;

/**
 * A problem detail of RFC 9457: what went wrong, for people and programs.
 *
 * @param type always {@code about:blank}; programs match on {@code code}
 * @param title the HTTP reason in words
 * @param status the HTTP status
 * @param detail one sentence: what was wrong and what to do
 * @param code stable kebab-case word
 * @param refusals the single problems of an input, bounded; empty when there is only one
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refusals) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        refusals = List.copyOf(refusals);
    }

    public static Problem of(Response.Status status, String code, String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, code, List.of());
    }

    public static Problem of(Response.Status status, Refusal refusal) {
        return of(status, refusal.code(), refusal.sentence());
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
