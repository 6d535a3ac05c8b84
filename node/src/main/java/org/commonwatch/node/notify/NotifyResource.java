package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.http.Problem;

/** Channels over the API. The owner's alone: a channel decides who hears what is found in this organisation's lines. */
@Path("/api/v1/notify")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class NotifyResource {
    private static final int LOG_MAX = Outbox.ENDED_KEPT_MAX;

    private final Channels channels;
    private final SecureRandom random;

    @Inject
    NotifyResource(Channels channels, SecureRandom random) {
        this.channels = channels;
        this.random = random;
    }

    @GET
    public ObjectNode list() {
        return ChannelView.list(channels.all());
    }

    @GET
    @Path("{name}")
    public Response one(@PathParam("name") String name) {
        return with(name, channel -> Response.ok(view(channel)).build());
    }

    /**
     * The answer to a new webhook holds the secret that signs, once.
     *
     * @throws Refused (400) naming the property that is wrong
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(byte[] body) throws Refused {
        NewChannel channel = NewChannel.read(body, Optional.empty(), Secret.fresh(random));
        return switch (channels.add(channel)) {
            case DONE -> with(channel.name(), this::added);
            case NAME_TAKEN ->
                conflict(
                        "channel-exists",
                        "There is a channel " + channel.name() + " already; remove it first or choose another name.");
            case TOO_MANY ->
                conflict("too-many-channels", "A node has at most " + ChannelStore.CHANNELS_MAX + " channels.");
        };
    }

    private Response added(Channel channel) {
        ObjectNode view = view(channel);
        if (channel.target() instanceof Target.Webhook webhook) {
            view.put("secret", webhook.secret().reveal());
        }
        return Response.status(Response.Status.CREATED)
                .entity(view)
                .header("Cache-Control", "no-store")
                .build();
    }

    /** The whole description anew; secrets that are not said stay, as long as they go where they went. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("name") String name, byte[] body) throws Refused {
        Optional<Channel> known = channels.named(name);
        if (known.isEmpty()) {
            return unknown();
        }
        channels.change(known.orElseThrow(), NewChannel.read(body, known, Secret.fresh(random)));
        return one(name);
    }

    @POST
    @Path("{name}/pause")
    public Response pause(@PathParam("name") String name) {
        return channels.pause(name, true) ? one(name) : unknown();
    }

    @POST
    @Path("{name}/resume")
    public Response resume(@PathParam("name") String name) {
        return channels.pause(name, false) ? one(name) : unknown();
    }

    /** Sends a test message now; 502 with the reason when the target does not take it. */
    @POST
    @Path("{name}/test")
    public Response test(@PathParam("name") String name) throws InterruptedException {
        Optional<Channel> channel = channels.named(name);
        if (channel.isEmpty()) {
            return unknown();
        }
        try {
            Delivery sent = channels.test(channel.orElseThrow());
            return Response.ok(JsonNodeFactory.instance
                            .objectNode()
                            .put("delivery", sent.id())
                            .put("delivered", true))
                    .build();
        } catch (SendFault fault) {
            return Problem.of(Response.Status.BAD_GATEWAY, fault.code(), fault.sentence())
                    .response();
        }
    }

    /** The newest messages first. */
    @GET
    @Path("{name}/log")
    public Response log(@PathParam("name") String name, @QueryParam("limit") @DefaultValue("50") int limit) {
        return with(
                name,
                channel -> Response.ok(ChannelView.log(channels.log(channel, Math.clamp(limit, 1, LOG_MAX))))
                        .build());
    }

    /** @param preview only say what would be forgotten */
    @DELETE
    @Path("{name}")
    public Response remove(@PathParam("name") String name, @QueryParam("preview") boolean preview) {
        return with(name, channel -> {
            Outbox.Backlog backlog = channels.standing(channel).backlog();
            boolean removed = !preview && channels.remove(channel);
            return Response.ok(JsonNodeFactory.instance
                            .objectNode()
                            .put("name", name)
                            .put("removed", removed)
                            .put("messages_not_sent", backlog.messages())
                            .put("hits_not_told", backlog.waiting() + backlog.held()))
                    .build();
        });
    }

    private ObjectNode view(Channel channel) {
        return ChannelView.of(channels.standing(channel));
    }

    private Response with(String name, Function<Channel, Response> answer) {
        return channels.named(name).map(answer).orElseGet(NotifyResource::unknown);
    }

    private static Response conflict(String code, String detail) {
        return Problem.of(Response.Status.CONFLICT, code, detail).response();
    }

    private static Response unknown() {
        return Problem.of(Response.Status.NOT_FOUND, "channel-unknown", "There is no channel of that name.")
                .response();
    }
}
