package org.commonwatch.node.matching;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;
import org.jspecify.annotations.Nullable;

/** Hits, the rules on them, and how indicators are looked for, over the API. */
@Path("/api/v1/matching")
@Produces(MediaType.APPLICATION_JSON)
public class MatchingResource {
    private static final int PAGE_HITS_MAX = 500;

    private final HitDesk desk;
    private final Triage triage;
    private final Sightings sightings;
    private final Explanations explanations;
    private final Reports reports;
    private final IndexStatus status;
    private final Settings settings;
    private final Upkeep upkeep;
    private final Clock clock;
    private final Caller caller;

    @Inject
    MatchingResource(
            HitDesk desk,
            Triage triage,
            Sightings sightings,
            Explanations explanations,
            Reports reports,
            IndexStatus status,
            Settings settings,
            Upkeep upkeep,
            Clock clock,
            Caller caller) {
        this.desk = desk;
        this.triage = triage;
        this.sightings = sightings;
        this.explanations = explanations;
        this.reports = reports;
        this.status = status;
        this.settings = settings;
        this.upkeep = upkeep;
        this.clock = clock;
        this.caller = caller;
    }

    /** Newest first; {@code next} of one page is {@code before} of the one after it. */
    @GET
    @Path("hits")
    @Allow(Right.READ)
    public Response hits(
            @QueryParam("state") @Nullable String state,
            @QueryParam("indicator") @Nullable String indicator,
            @QueryParam("value") @Nullable String value,
            @QueryParam("source") @Nullable String source,
            @QueryParam("asset") @Nullable String asset,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("before") @Nullable Long before,
            @QueryParam("limit") @DefaultValue("50") int limit)
            throws Refused {
        HitQuestion question = HitQuestion.read(state, indicator, value, source, asset, from, to, before);
        int wanted = Math.clamp(limit, 1, PAGE_HITS_MAX);
        Gate gate = caller.gate(Action.VIEW);
        List<Hit> hits = desk.page(question, wanted + 1, gate);
        List<Hit> shown = hits.subList(0, Math.min(wanted, hits.size()));
        Long next = hits.size() > wanted ? Long.valueOf(shown.getLast().number()) : null;
        return Response.ok(new HitView.Page(desk.views(shown, gate), next)).build();
    }

    @GET
    @Path("hits/{number}")
    @Allow(Right.READ)
    public Response hit(@PathParam("number") long number) {
        return Response.ok(desk.view(found(number), caller.gate(Action.VIEW))).build();
    }

    public record Why(@Nullable String why) {}

    @POST
    @Path("hits/{number}/confirm")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Right.WRITE)
    public Response confirm(@PathParam("number") long number, @Nullable Why why) throws Refused {
        return decided(number, HitState.CONFIRMED, why);
    }

    @POST
    @Path("hits/{number}/mute")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Right.WRITE)
    public Response mute(@PathParam("number") long number, @Nullable Why why) throws Refused {
        return decided(number, HitState.MUTED, why);
    }

    @POST
    @Path("hits/{number}/false-positive")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Right.WRITE)
    public Response falsePositive(@PathParam("number") long number, @Nullable Why why) throws Refused {
        return decided(number, HitState.FALSE_POSITIVE, why);
    }

    /** Takes a person's decision back. */
    @POST
    @Path("hits/{number}/undo")
    @Allow(Right.WRITE)
    public Response undo(@PathParam("number") long number) {
        found(number);
        triage.undo(number);
        return hit(number);
    }

    private Response decided(long number, HitState state, @Nullable Why why) throws Refused {
        found(number);
        desk.decide(number, state, caller.reader(), why == null ? null : why.why());
        return hit(number);
    }

    /** The object that the hit would become; nothing is written. */
    @GET
    @Path("hits/{number}/sighting")
    @Allow(Right.OWNER)
    public Response preview(@PathParam("number") long number) throws Refused {
        StixObject object = sightings.preview(found(number).hit(), caller.reader());
        return Response.ok(object.bytes()).build();
    }

    /** Makes it on the own log, where nobody else sees it; sharing is an act of its own. */
    @POST
    @Path("hits/{number}/sighting")
    @Allow(Right.OWNER)
    public Response sighting(@PathParam("number") long number) throws Refused {
        Hit hit = found(number).hit();
        StixObject object = sightings.preview(hit, caller.reader());
        List<Submission> submissions = sightings.make(hit, object);
        boolean applied = Sharing.await(submissions, Sharing.PATIENCE);
        return Response.status(applied ? Response.Status.CREATED : Response.Status.ACCEPTED)
                .entity(Map.of("id", object.id(), "applied", applied))
                .build();
    }

    @GET
    @Path("rules")
    @Allow(Right.OWNER)
    public Response rules() {
        return Response.ok(new RuleView.Rules(
                        triage.rules().stream().map(RuleView::of).toList()))
                .build();
    }

    @POST
    @Path("rules")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Right.OWNER)
    public Response addRule(NewRule rule) throws Refused {
        TriageRule added = triage.add(rule.read(caller.reader().name(), clock));
        return Response.status(Response.Status.CREATED)
                .entity(RuleView.of(added))
                .build();
    }

    @DELETE
    @Path("rules/{number}")
    @Allow(Right.OWNER)
    public Response removeRule(@PathParam("number") long number) {
        return triage.remove(number)
                ? Response.noContent().build()
                : Problem.of(Response.Status.NOT_FOUND, "rule-unknown", "There is no rule of that number.")
                        .response();
    }

    /** What the index holds and how far it is. */
    @GET
    @Path("status")
    @Allow(Right.OWNER)
    public Response status() {
        return Response.ok(status.now()).build();
    }

    /** How an object is looked for, and what members report of it. */
    @GET
    @Path("indicators/{id}")
    @Allow(Right.READ)
    public Response indicator(@PathParam("id") String id) {
        Gate gate = caller.gate(Action.VIEW);
        HowMatched how = explanations.of(id, gate).orElseThrow(NotFoundException::new);
        return Response.ok(IndicatorView.of(id, how, reports.of(id, gate))).build();
    }

    public record Least(@Nullable String source, @Nullable Integer confidence) {}

    @GET
    @Path("minimums")
    @Allow(Right.OWNER)
    public Response minimums() {
        return Response.ok(Map.of("minimums", settings.minimums().bySource())).build();
    }

    /** The least confidence asked of a source; 0 asks nothing. The index follows at once. */
    @PUT
    @Path("minimums")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Right.OWNER)
    public Response leastConfidence(Least least) throws Refused {
        Integer confidence = least.confidence();
        if (confidence == null) {
            throw Refusal.of("confidence-range", "/confidence", "A confidence is 0 to 100.")
                    .toException();
        }
        settings.leastConfidence(Optional.ofNullable(least.source()).orElse(""), confidence);
        upkeep.wake();
        return minimums();
    }

    private Hits.WithSamples found(long number) {
        return desk.one(number, caller.gate(Action.VIEW)).orElseThrow(NotFoundException::new);
    }
}
