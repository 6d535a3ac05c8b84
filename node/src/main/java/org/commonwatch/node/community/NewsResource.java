package org.commonwatch.node.community;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Logs;

/** What is new in a log as server-sent events, each an {@link Announcement}; comments in between. */
@Path("/ledger/{log}/news")
@Allow(Right.COSIGNER)
public class NewsResource {
    private final News news;
    private final Logs logs;
    private final Caller caller;

    @Inject
    NewsResource(News news, Logs logs, Caller caller) {
        this.news = news;
        this.logs = logs;
        this.caller = caller;
    }

    /** Blocking: who calls is looked up in the store. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Multi<OutboundSseEvent> stream(@PathParam("log") String name, @Context Sse sse) {
        return news.listen(
                        logs.named(name).orElseThrow(NotFoundException::new),
                        caller.reader().name(),
                        caller.standing())
                .map(data -> data.isEmpty()
                        ? sse.newEventBuilder().comment("still here").build()
                        : sse.newEventBuilder().data(data).build());
    }
}
