package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;

/**
 * The live stream as server-sent events: {@code objects} with the newest that arrived, {@code log} when a log's entries were
 * applied, {@code hits} when hits in the own lines changed, and comments that keep the connection open.
 */
@Path("/api/v1/events")
@Allow(Right.READ)
public class LiveResource {
    /** A browser that lost the stream waits this long. */
    private static final int RECONNECT_MILLIS = 3_000;

    private final Live live;
    private final Caller caller;

    @Inject
    LiveResource(Live live, Caller caller) {
        this.live = live;
        this.caller = caller;
    }

    /** Blocking: who calls is looked up in the store. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Multi<OutboundSseEvent> stream(@Context Sse sse) {
        return live.listen(caller.standing()).map(news -> event(sse, news));
    }

    private static OutboundSseEvent event(Sse sse, Live.News news) {
        OutboundSseEvent.Builder event = sse.newEventBuilder().reconnectDelay(RECONNECT_MILLIS);
        return switch (news) {
            case Live.News.Heartbeat() -> event.comment("still here").build();
            case Live.News.Noted(String what) -> event.name(what).data("{}").build();
            case Live.News.Grown(String log, long size) ->
                event.name("log")
                        .data(JsonNodeFactory.instance
                                .objectNode()
                                .put("log", log)
                                .put("size", size)
                                .toString())
                        .build();
            case Live.News.Arrived(List<Newest.Line> lines) ->
                event.name("objects").data(json(lines).toString()).build();
        };
    }

    private static ObjectNode json(List<Newest.Line> lines) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode objects = json.putArray("objects");
        for (Newest.Line line : lines) {
            objects.addObject()
                    .put("id", line.id())
                    .put("type", line.type())
                    .put("title", line.title())
                    .put("tlp", line.tlp().label())
                    .put("log", line.log())
                    .put("added", line.added().toString());
        }
        return json;
    }
}
