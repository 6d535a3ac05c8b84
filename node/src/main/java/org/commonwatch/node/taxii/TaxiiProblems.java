package org.commonwatch.node.taxii;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import org.commonwatch.node.http.Problem;

/** Says in TAXII's form what the rest of the node found wrong with a TAXII request: no token, no room, too busy. */
@Provider
public class TaxiiProblems implements ContainerResponseFilter {
    private static final String PATH = "/taxii2";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean ours = request.getUriInfo().getPath().startsWith(PATH);
        if (ours && response.getEntity() instanceof Problem problem) {
            byte[] body = TaxiiError.body(problem.status(), problem.code(), problem.detail());
            response.setEntity(body, new Annotation[0], MediaType.valueOf(TaxiiJson.MEDIA_TYPE));
        }
    }
}
