package org.commonwatch.node.lists;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Home;

/** Warning lists over HTTP. */
@Path("/api/v1/lists")
@Produces(MediaType.APPLICATION_JSON)
public class ListsResource {
    private final Warnings warnings;
    private final Home home;

    @Inject
    ListsResource(Warnings warnings, Home home) {
        this.warnings = warnings;
        this.home = home;
    }

    record InUse(List<LoadedList> lists) {}

    @GET
    @Allow(Right.READ)
    public Response lists() {
        return Response.ok(new InUse(warnings.all())).build();
    }

    /** Takes one list as MISP's JSON or a tar archive, gzipped or not; at most {@code Limits.BODY_BYTES_MAX}. */
    @POST
    @Allow(Right.OWNER)
    @Consumes(MediaType.WILDCARD)
    public Response load(InputStream body) throws Refused {
        try {
            java.nio.file.Path upload = Files.createTempFile(home.root(), "lists-", ".upload");
            try {
                Files.copy(body, upload, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                return Response.ok(warnings.load(upload)).build();
            } finally {
                Files.deleteIfExists(upload);
            }
        } catch (BoundedGzip.ExpansionException e) {
            throw e.refusal().toException();
        } catch (IOException e) {
            throw Refusal.of(
                            "list-unreadable",
                            "",
                            "The upload ended early or is no archive we can read: " + e.getMessage())
                    .toException();
        }
    }
}
