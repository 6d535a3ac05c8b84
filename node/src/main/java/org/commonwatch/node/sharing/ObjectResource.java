package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Decision;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;

/** One object over the JSON API: its latest version, every claim, its versions and relations, and why it may be seen. */
@Path("/api/v1/objects")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.READ)
public class ObjectResource {
    private final Objects objects;
    private final Items items;
    private final Batches batches;
    private final Logs logs;
    private final Caller caller;

    @Inject
    ObjectResource(Objects objects, Items items, Batches batches, Logs logs, Caller caller) {
        this.objects = objects;
        this.items = items;
        this.batches = batches;
        this.logs = logs;
        this.caller = caller;
    }

    public record ObjectAnswer(
            String id,
            JsonNode object,
            List<ClaimLine> claims,
            List<String> versions,
            List<RelationLine> relations,
            List<RuleLine> rules) {}

    public record ClaimLine(
            String log, long entry, int position, String batch, String source, String added, boolean recalled) {}

    public record RelationLine(
            String property, String direction, String id, String type, String title, Optional<String> via) {}

    public record RuleLine(String code, String sentence) {}

    @GET
    @Path("{id}")
    public Response object(@PathParam("id") String id) {
        Gate gate = caller.gate(Action.VIEW);
        Optional<OpenObject> latest = objects.latest(id, gate);
        if (latest.isEmpty()) {
            return Problem.of(
                            Response.Status.NOT_FOUND,
                            "object-unknown",
                            "There is no object " + id + " here, it was recalled, or you may not see it.")
                    .response();
        }
        OpenObject object = latest.orElseThrow();
        List<Item> versions = gate.openAll(items.claims(id));
        return Response.ok(new ObjectAnswer(
                        id,
                        object.stix().json(),
                        claims(id),
                        versions.stream()
                                .sorted(Comparator.comparingLong(Item::version).reversed())
                                .map(item -> Micros.shortText(item.version()))
                                .distinct()
                                .toList(),
                        objects.relations(object.stix(), gate).stream()
                                .map(ObjectResource::line)
                                .toList(),
                        rules(items.claims(id), gate)))
                .build();
    }

    /** All claims this reader may know of, recalled ones included: history has its own decision. */
    private List<ClaimLine> claims(String id) {
        Gate history = caller.gate(Action.HISTORY);
        Gate view = caller.gate(Action.VIEW);
        return items.claims(id).stream()
                .flatMap(claim -> history.open(claim).stream().map(item -> {
                    Batches.Origin origin = batches.origin(item.key());
                    boolean recalled = view.explain(claim).fired().contains(Rule.RECALLED);
                    return new ClaimLine(
                            logs.byNumber(item.key().log()).name(),
                            item.key().entry(),
                            item.key().position(),
                            origin.batch(),
                            origin.source(),
                            Micros.text(item.added()),
                            recalled);
                }))
                .toList();
    }

    private static List<RuleLine> rules(List<Guarded<Item>> claims, Gate gate) {
        return claims.stream()
                .map(gate::explain)
                .filter(Decision::allowed)
                .flatMap(decision -> decision.fired().stream())
                .distinct()
                .map(rule -> new RuleLine(rule.code(), rule.sentence()))
                .toList();
    }

    private static RelationLine line(Objects.Relation relation) {
        OpenObject other = relation.other();
        return new RelationLine(
                relation.property(),
                relation.outgoing() ? "out" : "in",
                other.item().id(),
                other.item().type(),
                other.title(),
                relation.via());
    }
}
