package org.commonwatch.node.disclosure;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.StatementTime;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Opened;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.OpenObject;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** One object of a community for somebody outside, over the JSON API: what would go out, and the file itself. */
@Path("/api/v1/disclosures/{community}/{object}")
@Allow(Right.OWNER)
public class DisclosureResource {
    private static final String MEDIA_TYPE = "application/vnd.commonwatch.disclosure.v1+json";

    private final Disclosures disclosures;
    private final Items items;
    private final Objects objects;
    private final Logs logs;
    private final Caller caller;

    @Inject
    DisclosureResource(Disclosures disclosures, Items items, Objects objects, Logs logs, Caller caller) {
        this.disclosures = disclosures;
        this.items = items;
        this.objects = objects;
        this.logs = logs;
        this.caller = caller;
    }

    /**
     * What a file would say.
     *
     * @param author name in the statement
     * @param authorTitle what members call it, which the file does not say; empty for a former member
     * @param key id of the author's key
     * @param time the author's claim
     * @param neighbours objects of the same payload that stay out
     * @param audience id of those it was said to: the community's name, or one of named members
     * @param sealed whether the payload is ciphertext to others; the file is not
     * @param size entries under the checkpoint
     * @param cosignedBy names that the policy in force gives to who cosigned it
     * @param bytes of the file
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Preview(
            String id,
            String type,
            String title,
            Optional<String> tlp,
            String author,
            Optional<String> authorTitle,
            String key,
            String time,
            String log,
            long entry,
            int position,
            int neighbours,
            String audience,
            boolean sealed,
            long size,
            List<String> cosignedBy,
            int bytes) {
        public Preview {
            cosignedBy = List.copyOf(cosignedBy);
        }
    }

    /** @param entry whose claim is meant; the newest version, said last, without it */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response preview(
            @PathParam("community") String community,
            @PathParam("object") String id,
            @QueryParam("entry") @Nullable Long entry)
            throws Refused {
        Log log = logs.community(community);
        Optional<Opened<Item>> open = open(log, id, Optional.ofNullable(entry));
        Optional<OpenObject> object = open.map(Opened::value).flatMap(objects::open);
        if (object.isEmpty()) {
            return refused(log, id);
        }
        Disclosures.Made made = disclosures.of(log, open.orElseThrow().value().key());
        return Response.ok(preview(log, open.orElseThrow(), object.orElseThrow(), made))
                .build();
    }

    @GET
    @Path("file")
    @Produces(MEDIA_TYPE)
    public Response file(
            @PathParam("community") String community,
            @PathParam("object") String id,
            @QueryParam("entry") @Nullable Long entry)
            throws Refused {
        Log log = logs.community(community);
        Optional<Opened<Item>> open = open(log, id, Optional.ofNullable(entry));
        if (open.isEmpty()) {
            return refused(log, id);
        }
        byte[] file =
                disclosures.of(log, open.orElseThrow().value().key()).file().toBytes();
        return Response.ok(file, MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"object.disclosure\"")
                .build();
    }

    /** The claim in this log that may go out: of its newest version the one said last. */
    private Optional<Opened<Item>> open(Log log, String id, Optional<Long> entry) {
        Gate gate = caller.gate(Action.DISCLOSE);
        return items.claims(id).stream()
                .flatMap(claim -> gate.explained(claim).stream())
                .filter(open -> open.value().key().log() == log.number())
                .filter(open -> entry.isEmpty()
                        || entry.orElseThrow() == open.value().key().entry())
                .max(Comparator.<Opened<Item>>comparingLong(open -> open.value().version())
                        .thenComparingLong(open -> open.value().key().toLong()));
    }

    /** Why nothing may go out: the rule that keeps what there is, or that there is nothing. */
    private Response refused(Log log, String id) {
        Gate history = caller.gate(Action.HISTORY);
        Gate gate = caller.gate(Action.DISCLOSE);
        Optional<Rule> rule = items.claims(id).stream()
                .filter(claim -> isOf(history, claim, log))
                .map(claim -> gate.explain(claim))
                .filter(decision -> !decision.allowed())
                .map(decision -> decision.fired().getLast())
                .findFirst();
        return rule.map(kept -> Problem.of(Response.Status.FORBIDDEN, kept.code(), kept.sentence()))
                .orElseGet(() -> Problem.of(
                        Response.Status.NOT_FOUND,
                        "object-unknown",
                        "There is no object " + id + " in " + log.name() + ", or it was erased."))
                .response();
    }

    private static boolean isOf(Gate history, Guarded<Item> claim, Log log) {
        return history.open(claim)
                .filter(item -> item.key().log() == log.number())
                .isPresent();
    }

    private Preview preview(Log log, Opened<Item> open, OpenObject object, Disclosures.Made made) {
        Item item = open.value();
        var proven = made.proven();
        var statement = proven.envelope().statement();
        return new Preview(
                item.id(),
                item.type(),
                object.title(),
                open.terms().tlp().map(Tlp::word),
                proven.key().name(),
                disclosures.title(log, proven),
                proven.key().key().id().toString(),
                StatementTime.text(statement.draft().time()),
                log.name(),
                proven.entry(),
                item.key().position(),
                proven.neighbours(),
                statement.draft().audience().id(),
                statement.draft().payload().orElseThrow().sealed().isPresent(),
                proven.judged().signed().size(),
                proven.cosignedBy(),
                made.file().toBytes().length);
    }
}
