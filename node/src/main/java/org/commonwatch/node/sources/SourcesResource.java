package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;

/** Sources over the API. The owner's alone: a file source reads whatever the node's user can read. */
@Path("/api/v1/sources")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class SourcesResource {
    private final Sources sources;

    @Inject
    SourcesResource(Sources sources) {
        this.sources = sources;
    }

    @GET
    public ObjectNode list() {
        return SourceView.list(sources.all());
    }

    @GET
    @Path("{name}")
    public Response one(@PathParam("name") String name) {
        return answer(Response.Status.OK, name);
    }

    /** @throws Refused (400) naming the property that is wrong */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(byte[] body) throws Refused {
        NewSource source = NewSource.read(body);
        return switch (sources.add(source)) {
            case DONE -> answer(Response.Status.CREATED, source.name());
            case NAME_TAKEN ->
                conflict(
                        "source-exists",
                        "There is a source " + source.name() + " already; remove it first or choose another name.");
            case TOO_MANY ->
                conflict("too-many-sources", "A node has at most " + SourceStore.SOURCES_MAX + " sources.");
        };
    }

    /** As what the first lines would be understood; the body describes the source as for adding it. Changes nothing. */
    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    public ObjectNode test(byte[] body) throws Refused {
        return sources.taste(NewSource.read(body));
    }

    @POST
    @Path("{name}/pause")
    public Response pause(@PathParam("name") String name) {
        return sources.pause(name, true) ? answer(Response.Status.OK, name) : unknown();
    }

    @POST
    @Path("{name}/resume")
    public Response resume(@PathParam("name") String name) {
        return sources.pause(name, false) ? answer(Response.Status.OK, name) : unknown();
    }

    /** @param preview only say what would be forgotten */
    @DELETE
    @Path("{name}")
    public Response remove(@PathParam("name") String name, @QueryParam("preview") boolean preview) {
        Optional<Source> source = sources.named(name);
        if (source.isEmpty()) {
            return unknown();
        }
        ObjectNode forgotten = forgotten(source.orElseThrow());
        if (!preview && !sources.remove(source.orElseThrow())) {
            return unknown();
        }
        return Response.ok(forgotten.put("removed", !preview)).build();
    }

    private ObjectNode forgotten(Source source) {
        Totals totals = sources.standing(source).totals();
        ObjectNode forgotten = JsonNodeFactory.instance
                .objectNode()
                .put("name", source.name())
                .put("lines_counted", totals.lines())
                .put("file_positions", totals.files())
                .put("remembered_pushes", totals.pushes());
        sources.pushing(source).forEach(forgotten.putArray("tokens_revoked")::add);
        return forgotten.put("hits_kept", totals.hits());
    }

    private Response answer(Response.Status status, String name) {
        return sources.named(name)
                .map(source -> Response.status(status)
                        .entity(SourceView.of(sources.standing(source)))
                        .build())
                .orElseGet(SourcesResource::unknown);
    }

    private static Response conflict(String code, String detail) {
        return Problem.of(Response.Status.CONFLICT, code, detail).response();
    }

    private static Response unknown() {
        return Problem.of(Response.Status.NOT_FOUND, "source-unknown", "There is no source of that name.")
                .response();
    }
}
