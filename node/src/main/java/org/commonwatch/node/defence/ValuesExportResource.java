package org.commonwatch.node.defence;

import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;

/** What feeds hold, as exports of the API beside those of objects. */
@Path("/api/v1/export/{format}")
@Allow(Right.READ)
public class ValuesExportResource {
    private final Dispatch dispatch;
    private final Caller caller;

    @Inject
    ValuesExportResource(Dispatch dispatch, Caller caller) {
        this.dispatch = dispatch;
        this.caller = caller;
    }

    @GET
    public Response export(
            @PathParam("format") String format,
            @QueryParam("kind") List<String> kinds,
            @QueryParam("max_tlp") @DefaultValue("") String maxTlp,
            @QueryParam("source") List<String> sources,
            @Context Request conditions)
            throws Refused {
        return dispatch.answer(FeedQuestion.read(format, kinds, maxTlp, sources), caller.reader(), conditions);
    }
}
