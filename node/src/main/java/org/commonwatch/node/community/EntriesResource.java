package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.audience.Audiences;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/**
 * Takes members' statements into a log that this node orders. Answered once the entries are durable and published; asking
 * again with the same statements gives the same answer. The answer says where the lane stands, so that after a refusal its
 * owner can go on.
 */
@Path("/ledger/{log}/entries")
@Allow(Right.MEMBER)
public class EntriesResource {
    /** How long the sequencer may take before the sender is asked to come again. */
    private static final int ANSWER_SECONDS_MAX = 20;

    /** How long replay may take to apply what is final before an author counts as unknown. */
    private static final Duration APPLIED_PATIENCE = Duration.ofSeconds(2);

    private static final int LOOK_MILLIS = 5;

    private final Spine spine;
    private final Logs logs;
    private final Communities communities;
    private final Audiences audiences;
    private final Caller caller;

    @Inject
    EntriesResource(Spine spine, Logs logs, Communities communities, Audiences audiences, Caller caller) {
        this.spine = spine;
        this.logs = logs;
        this.communities = communities;
        this.audiences = audiences;
        this.caller = caller;
    }

    @POST
    @Consumes(Parcel.MEDIA_TYPE)
    @Produces(MediaType.APPLICATION_JSON)
    public Response accept(@PathParam("log") String name, byte[] body) throws Refused {
        Optional<Log> log = logs.named(name).filter(known -> !logs.followed(known));
        if (log.isEmpty()) {
            return Problem.of(
                            Response.Status.NOT_FOUND,
                            "not-ordered-here",
                            "This node does not order a log of this name.")
                    .response();
        }
        List<Parcel> parcels = Parcel.parse(body);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (Parcel parcel : parcels) {
            receipts.add(take(log.orElseThrow(), parcel));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode results = answer.putArray("results");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        for (CompletableFuture<Receipt> receipt : receipts) {
            results.add(result(receipt, deadline));
        }
        KeyId key = parcels.getFirst().envelope().statement().key();
        LanePosition next = spine.nextPosition(log.orElseThrow(), key);
        answer.put("lane_sequence", next.sequence());
        next.previous().ifPresent(previous -> answer.put("lane_previous", previous.hex()));
        return Response.ok(answer.toString()).build();
    }

    private CompletableFuture<Receipt> take(Log log, Parcel parcel) {
        try {
            // While the index tells of the past, a member may look like a stranger, and a refusal is for good.
            if (spine.asOfNow(log, () -> true).isEmpty()) {
                return CompletableFuture.failedFuture(later());
            }
            check(log, parcel.envelope());
            return spine.accept(log, parcel.envelope(), parcel.payload());
        } catch (Refused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static Refused later() {
        return Refusal.of(Outgoing.LATER, "", "This node is still taking in what the log says; ask again.")
                .toException();
    }

    /** What replay would call void is not let in: it would only fill the log. */
    private void check(Log log, Envelope envelope) throws Refused {
        boolean speaks = speaks(log, envelope);
        long deadline = System.nanoTime() + APPLIED_PATIENCE.toNanos();
        // Who changed its key may hear that it counts a moment before this node has applied the entry that says so.
        while (!speaks && spine.isBehind(log) && System.nanoTime() < deadline) {
            pause();
            speaks = speaks(log, envelope);
        }
        if (!speaks && !speaks(log, envelope)) {
            throw Refusal.of(
                            "author", "/author", "Who sends a statement is its author and a member, and has signed it.")
                    .toException();
        }
        Optional<Refusal> seal = audiences.check(log, envelope.statement());
        if (seal.isPresent()) {
            throw seal.orElseThrow().toException();
        }
    }

    private boolean speaks(Log log, Envelope envelope) {
        String author = envelope.statement().draft().author();
        return author.equals(caller.reader().name())
                && communities
                        .member(log, author)
                        .filter(member ->
                                envelope.verify(member.organisation().key().key()))
                        .isPresent();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param deadlineNanos one for all of a request, so that a log that stands still does not hold this thread for long */
    static ObjectNode result(CompletableFuture<Receipt> receipt, long deadlineNanos) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        try {
            return result.put(
                    "index",
                    receipt.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS)
                            .index());
        } catch (ExecutionException e) {
            return e.getCause() instanceof Refused refused
                    ? result.put("code", refused.refusal().code())
                            .put("message", refused.refusal().message())
                    : result.put("code", Outgoing.LATER);
        } catch (TimeoutException slow) {
            return result.put("code", Outgoing.LATER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result.put("code", Outgoing.LATER);
        }
    }
}
