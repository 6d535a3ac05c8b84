package org.commonwatch.node.keeping;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Backup;
import org.commonwatch.node.spine.LogStatus;
import org.commonwatch.node.spine.Replay;
import org.commonwatch.node.spine.Spine;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The node itself over the JSON API: how it stands, rebuilding, backing up. Made at the start, whose time it tells. */
@Startup
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class KeepingResource {
    private final Spine spine;
    private final Backup backup;
    private final Clock clock;
    private final String version;
    private final Instant startedAt;

    @Inject
    KeepingResource(
            Spine spine,
            Backup backup,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.spine = spine;
        this.backup = backup;
        this.clock = clock;
        this.version = version;
        this.startedAt = clock.instant();
    }

    /**
     * @param proseBehind entries whose full text is not yet searchable
     * @param fault why replay stands still; empty when it does not
     */
    public record StatusAnswer(
            String version,
            String home,
            String startedAt,
            List<LogStatus> logs,
            long proseBehind,
            long diskFreeBytes,
            boolean accepting,
            Optional<String> fault) {}

    @GET
    @Path("status")
    public StatusAnswer status() {
        return new StatusAnswer(
                version,
                spine.home().root().toString(),
                startedAt.toString(),
                spine.statuses(),
                spine.behind(),
                spine.freeBytes(),
                spine.fault().isEmpty(),
                spine.fault());
    }

    /** @param batch entries of one transaction, 1 to {@link Replay#BATCH_ENTRIES_MAX} */
    public record RebuildRequest(@Nullable Integer batch) {}

    public record RebuildAnswer(String contentHash, long entries, double seconds) {}

    @POST
    @Path("rebuilds")
    public RebuildAnswer rebuild(RebuildRequest request) throws Refused {
        int batch = Optional.ofNullable(request.batch()).orElse(Replay.BATCH_ENTRIES_MAX);
        if (batch < 1 || batch > Replay.BATCH_ENTRIES_MAX) {
            throw Refusal.of(
                            "batch-size",
                            "/batch",
                            "A batch has 1 to " + Replay.BATCH_ENTRIES_MAX + " entries.",
                            "" + batch)
                    .toException();
        }
        Instant start = clock.instant();
        spine.rebuild(batch);
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1_000.0;
        long entries = spine.statuses().stream().mapToLong(LogStatus::applied).sum();
        return new RebuildAnswer(spine.contentHash(), entries, seconds);
    }

    @GET
    @Path("index-hash")
    public Map<String, String> indexHash() {
        return Map.of("content_hash", spine.contentHash());
    }

    @GET
    @Path("backup")
    @Produces("application/x-tar")
    public Response backup() throws IOException {
        Backup.Prepared prepared = backup.prepare();
        StreamingOutput tar = prepared::writeTo;
        return Response.ok(tar)
                .header("Content-Disposition", "attachment; filename=\"commonwatch-backup.tar\"")
                .build();
    }
}
