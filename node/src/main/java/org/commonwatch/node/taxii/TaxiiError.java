package org.commonwatch.node.taxii;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.commonwatch.kernel.Refusal;

/** An error in TAXII's own form (section 3.6.1, error message), thrown by the endpoint that meets it. */
final class TaxiiError extends WebApplicationException {
    private static final long serialVersionUID = 1L;

    private TaxiiError(Response response, String title) {
        super(title, response);
    }

    static TaxiiError of(Response.Status status, String code, String title) {
        return of(status.getStatusCode(), code, title);
    }

    static TaxiiError of(Response.Status status, Refusal refusal) {
        return of(status, refusal.code(), refusal.toString());
    }

    static TaxiiError of(int status, String code, String title) {
        return new TaxiiError(response(status, code, title), title);
    }

    static Response response(int status, String code, String title) {
        return Response.status(status)
                .header("Content-Type", TaxiiJson.MEDIA_TYPE)
                .entity(body(status, code, title))
                .build();
    }

    static byte[] body(int status, String code, String title) {
        return TaxiiJson.object(json -> {
            json.writeStringField("title", title);
            json.writeStringField("error_code", code);
            json.writeStringField("http_status", Integer.toString(status));
        });
    }
}
