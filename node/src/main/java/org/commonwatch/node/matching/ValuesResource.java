package org.commonwatch.node.matching;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;

/**
 * Everything that is looked for, for programs that look for it elsewhere: a line for each value, its kind and a tab before it. A
 * value may come several times. Unlike feeds, which others act on, it leaves nothing out but what the reader may not see.
 */
@Path("/api/v1/matching/values")
@Allow(Right.READ)
public class ValuesResource {
    private final ActiveValues active;
    private final MatchIndex index;
    private final Caller caller;
    private final ValuesFile files;

    /** The count of changes begins anew with the process, so its start is part of every tag. */
    private final long started;

    @Inject
    ValuesResource(ActiveValues active, MatchIndex index, Caller caller, ValuesFile files, Clock clock) {
        this.active = active;
        this.index = index;
        this.caller = caller;
        this.files = files;
        this.started = clock.instant().toEpochMilli();
    }

    /**
     * The tag stays while nothing changes, which costs nothing to find out. It is read before the values: what changes meanwhile
     * is in them already, or makes another tag, never neither.
     */
    @GET
    public Response values(@Context Request conditions) throws IOException {
        Reader reader = caller.reader();
        EntityTag tag = new EntityTag(Digest.of((started + " " + index.changes() + " " + reader)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex());
        Response.ResponseBuilder known = conditions.evaluatePreconditions(tag);
        if (known != null) {
            return known.tag(tag)
                    .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                    .build();
        }
        ValuesFile.Written written = files.write(active, new Gate(reader, Action.EXPORT));
        return Response.ok(written.bytes(), "text/tab-separated-values;charset=utf-8")
                .header(HttpHeaders.CONTENT_LENGTH, written.length())
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header(HttpHeaders.VARY, "Authorization, Cookie")
                .tag(tag)
                .build();
    }
}
