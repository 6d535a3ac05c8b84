package org.commonwatch.node.sample;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;

/** Removing the sample; doing it twice is as good as once. */
@Path("/api/v1/sample")
@Allow(Right.OWNER)
public class SampleResource {
    private final Sample sample;

    @Inject
    SampleResource(Sample sample) {
        this.sample = sample;
    }

    @DELETE
    public Response remove() {
        sample.remove();
        return Response.noContent().build();
    }
}
