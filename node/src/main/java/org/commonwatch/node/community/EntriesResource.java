package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/**
 * Takes members' statements into a log that this node orders. Answered once the entry is durable and published; asking again
 * with the same statement gives the same answer. A refusal says where the lane stands, so that its owner can go on.
 */
@Path("/ledger/{log}/entries")
public class EntriesResource {
    /** How long the sequencer may take before the sender is asked to come again: it has the entry then, or will refuse it. */
    private static final int ANSWER_SECONDS_MAX = 20;

    private final Spine spine;
    private final Logs logs;
    private final Communities communities;
    private final Caller caller;

    @Inject
    EntriesResource(Spine spine, Logs logs, Communities communities, Caller caller) {
        this.spine = spine;
        this.logs = logs;
        this.communities = communities;
        this.caller = caller;
    }

    @POST
    @Consumes(Parcel.MEDIA_TYPE)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Right.MEMBER)
    public Response accept(@PathParam("log") String name, byte[] body) throws InterruptedException {
        Optional<Log> log = logs.named(name).filter(known -> !logs.followed(known));
        if (log.isEmpty()) {
            return Problem.of(
                            Response.Status.NOT_FOUND, "not-ordered-here", "This node does not order a log of this name.")
                    .response();
        }
        try {
            Parcel parcel = Parcel.parse(body);
            check(log.orElseThrow(), parcel.envelope());
            Receipt receipt = spine.accept(log.orElseThrow(), parcel.envelope(), parcel.payload())
                    .get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            return Response.ok(JsonNodeFactory.instance
                            .objectNode()
                            .put("index", receipt.index())
                            .put("size", receipt.checkpointSize())
                            .toString())
                    .build();
        } catch (Refused refused) {
            return refused(log.orElseThrow(), body, refused.refusal());
        } catch (ExecutionException e) {
            return e.getCause() instanceof Refused refused
                    ? refused(log.orElseThrow(), body, refused.refusal())
                    : unavailable();
        } catch (TimeoutException slow) {
            return unavailable();
        }
    }

    /** What replay would call void is not let in: it would only fill the log. */
    private void check(Log log, Envelope envelope) throws Refused {
        Statement statement = envelope.statement();
        String author = statement.draft().author();
        if (!author.equals(caller.reader().name())) {
            throw Refusal.of("author", "/author", "Who sends a statement is its author.").toException();
        }
        boolean speaks = communities
                .member(log, author)
                .filter(member -> envelope.verify(member.organisation().key().key()))
                .isPresent();
        if (!speaks) {
            throw Refusal.of("signature-wrong", "", "The statement is not signed with the member's key.")
                    .toException();
        }
    }

    private Response refused(Log log, byte[] body, Refusal refusal) {
        boolean later = refusal.code().equals("queue-full") || refusal.code().startsWith("log-") || refusal.code().equals("disk-full");
        if (later && !refusal.code().equals("log-origin")) {
            return unavailable();
        }
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("code", refusal.code())
                .put("message", refusal.message());
        try {
            LanePosition next =
                    spine.nextPosition(log, Parcel.parse(body).envelope().statement().key());
            answer.put("lane_sequence", next.sequence());
            next.previous().ifPresent(previous -> answer.put("lane_previous", previous.hex()));
        } catch (Refused malformed) {
            answer.put("lane_sequence", 0);
        }
        return Response.status(422).entity(answer.toString()).build();
    }

    private static Response unavailable() {
        return Problem.of(
                        Response.Status.SERVICE_UNAVAILABLE, "log-unavailable", "The log takes no entries now; ask again.")
                .response();
    }
}
