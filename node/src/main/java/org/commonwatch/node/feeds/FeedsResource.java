package org.commonwatch.node.feeds;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.sharing.Sharing;

/** Feeds over the API. */
@Path("/api/v1/feeds")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class FeedsResource {
    private final Feeds feeds;

    @Inject
    FeedsResource(Feeds feeds) {
        this.feeds = feeds;
    }

    @GET
    public Response list() {
        return Response.ok(
                        new FeedView.Feeds(feeds.all().stream().map(this::view).toList()))
                .build();
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
        NewFeed feed = NewFeed.read(body);
        return switch (feeds.add(feed)) {
            case DONE -> answer(Response.Status.CREATED, feed.name());
            case NAME_TAKEN ->
                Problem.of(
                                Response.Status.CONFLICT,
                                "feed-exists",
                                "There is a feed " + feed.name() + " already; remove it first or choose another name.")
                        .response();
            case TOO_MANY ->
                Problem.of(
                                Response.Status.CONFLICT,
                                "too-many-feeds",
                                "A node has at most " + FeedStore.FEEDS_MAX + " feeds.")
                        .response();
        };
    }

    @POST
    @Path("{name}/pause")
    public Response pause(@PathParam("name") String name) {
        return feeds.pause(name, true) ? answer(Response.Status.OK, name) : unknown();
    }

    @POST
    @Path("{name}/resume")
    public Response resume(@PathParam("name") String name) {
        return feeds.pause(name, false) ? answer(Response.Status.OK, name) : unknown();
    }

    /** Polls out of turn. 200 with the feed as it stands after, or 202 when the poll takes longer than an act may. */
    @POST
    @Path("{name}/poll")
    public Response poll(@PathParam("name") String name) {
        if (feeds.named(name).isEmpty()) {
            return unknown();
        }
        return answer(finished(feeds.poll(name)) ? Response.Status.OK : Response.Status.ACCEPTED, name);
    }

    /** The feed and what is known of it go; its objects stay on the home log and can be recalled by batch. */
    @DELETE
    @Path("{name}")
    public Response remove(@PathParam("name") String name) {
        return feeds.remove(name) ? Response.noContent().build() : unknown();
    }

    private static boolean finished(CompletableFuture<Void> poll) {
        try {
            poll.get(Sharing.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a wish only ever completes", e);
        }
    }

    private Response answer(Response.Status status, String name) {
        return feeds.named(name)
                .map(feed -> Response.status(status).entity(view(feed)).build())
                .orElseGet(FeedsResource::unknown);
    }

    private FeedView view(Feed feed) {
        return FeedView.of(feed, feeds.objects(feed));
    }

    private static Response unknown() {
        return Problem.of(Response.Status.NOT_FOUND, "feed-unknown", "There is no feed of that name.")
                .response();
    }
}
