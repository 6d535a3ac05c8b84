package org.commonwatch.node.matching;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.stix.StixObject;
import org.jspecify.annotations.Nullable;

/** Hits over time, one hit with the lines around it, and what is decided on it. */
@Path("/hits")
@Produces(MediaType.TEXT_HTML)
@Allow(Right.READ)
public class HitsPageResource {
    private static final int PAGE_HITS = 50;

    private final HitDesk desk;
    private final Hits hits;
    private final Triage triage;
    private final Sightings sightings;
    private final Clock clock;
    private final Caller caller;

    @Inject
    HitsPageResource(HitDesk desk, Hits hits, Triage triage, Sightings sightings, Clock clock, Caller caller) {
        this.desk = desk;
        this.hits = hits;
        this.triage = triage;
        this.sightings = sightings;
        this.clock = clock;
        this.caller = caller;
    }

    /** @param word of the state, empty for all */
    record Tab(String title, String word, long count, boolean current) {}

    record Suppressed(String list, long lines) {}

    /**
     * @param asOf the latest change the page shows, microseconds
     * @param next where the next page goes on; empty on the last one
     */
    record Page(
            List<HitView> lines,
            List<Tab> tabs,
            List<Suppressed> suppressed,
            HitChart chart,
            String state,
            String next,
            long asOf) {
        Page {
            lines = List.copyOf(lines);
            tabs = List.copyOf(tabs);
            suppressed = List.copyOf(suppressed);
        }
    }

    /** @param becomes the object that would be made of it, as JSON; empty before a decision */
    record One(HitView hit, String becomes, boolean write, boolean owner) {
        public boolean isDecided() {
            return hit.rule() == null && !hit.by().isEmpty();
        }
    }

    @CheckedTemplate(basePath = "matching")
    static class Templates {
        private Templates() {}

        static native TemplateInstance hits(Page page);

        /** The part of the page that changes. */
        static native TemplateInstance hits$live(Page page);

        static native TemplateInstance hit(One one);
    }

    @GET
    public TemplateInstance show(
            @QueryParam("state") @Nullable String state, @QueryParam("before") @Nullable Long before) throws Refused {
        return Templates.hits(page(state, before));
    }

    /** What changed since the page was made; without a body when nothing did. Asked when the live stream says so, and now and then for what it does not tell; that costs one row. */
    @GET
    @Path("/live")
    public Response live(@QueryParam("state") @Nullable String state, @QueryParam("since") long since) throws Refused {
        return hits.changed() == since
                ? Response.noContent().build()
                : Response.ok(Templates.hits$live(page(state, null))).build();
    }

    private Page page(@Nullable String state, @Nullable Long before) throws Refused {
        Gate gate = caller.gate(Action.VIEW);
        long asOf = hits.changed();
        HitQuestion question = HitQuestion.read(state, null, null, null, null, null, null, before);
        List<Hit> found = desk.page(question, PAGE_HITS + 1, gate);
        List<Hit> shown = found.subList(0, Math.min(PAGE_HITS, found.size()));
        String next = found.size() > PAGE_HITS ? Long.toString(shown.getLast().number()) : "";
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        List<Hits.Day> days =
                gate.open(hits.days(today.minusDays(HitChart.DAYS))).orElse(List.of());
        List<Suppressed> suppressed = gate.open(hits.suppressed()).orElse(Map.of()).entrySet().stream()
                .map(list -> new Suppressed(list.getKey(), list.getValue()))
                .toList();
        return new Page(
                desk.views(shown, gate),
                tabs(gate, question),
                suppressed,
                HitChart.of(days, today),
                question.state().map(HitState::word).orElse(""),
                next,
                asOf);
    }

    private List<Tab> tabs(Gate gate, HitQuestion question) {
        Map<HitState, Long> counts = gate.open(hits.counts()).orElse(Map.of());
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("All", "", all, question.state().isEmpty()));
        counts.forEach((state, count) -> tabs.add(
                new Tab(state.title(), state.word(), count, question.state().equals(Optional.of(state)))));
        return tabs;
    }

    @GET
    @Path("/{number}")
    public TemplateInstance one(@PathParam("number") long number) {
        Hits.WithSamples found = found(number);
        boolean owner = caller.reader().owner();
        String becomes = owner ? becomes(found.hit()) : "";
        HitView view = desk.view(found, caller.gate(Action.VIEW));
        return Templates.hit(new One(view, becomes, caller.reader().write(), owner));
    }

    private String becomes(Hit hit) {
        try {
            return sightings.preview(hit, caller.reader()).json().toPrettyString();
        } catch (Refused notYet) {
            return "";
        }
    }

    @POST
    @Path("/{number}/decide")
    @Allow(Right.WRITE)
    public Response decide(
            @PathParam("number") long number,
            @FormParam("state") @Nullable String state,
            @FormParam("why") @Nullable String why)
            throws Refused {
        found(number);
        HitState decided = HitState.ofWord(state == null ? "" : state)
                .filter(word -> word != HitState.NEW)
                .orElseThrow(() -> Refusal.of("hit-state", "/state", "Confirm, mute, or call it a false positive.")
                        .toException());
        desk.decide(number, decided, caller.reader(), why);
        return seeOther("/hits/" + number);
    }

    @POST
    @Path("/{number}/undo")
    @Allow(Right.WRITE)
    public Response undo(@PathParam("number") long number) {
        found(number);
        triage.undo(number);
        return seeOther("/hits/" + number);
    }

    /** Makes the object on the own log, then asks whom to share it with. */
    @POST
    @Path("/{number}/sighting")
    @Allow(Right.OWNER)
    public Response sighting(@PathParam("number") long number) throws Refused {
        Hit hit = found(number).hit();
        StixObject object = sightings.preview(hit, caller.reader());
        Sharing.await(sightings.make(hit, object), Sharing.PATIENCE);
        return seeOther("/share/out?id=" + object.id());
    }

    private Hits.WithSamples found(long number) {
        return desk.one(number, caller.gate(Action.VIEW)).orElseThrow(NotFoundException::new);
    }

    private static Response seeOther(String path) {
        return Response.seeOther(URI.create(path)).build();
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 30;
        }

        @Override
        public String title() {
            return "Hits";
        }

        @Override
        public String path() {
            return "/hits";
        }

        @Override
        public boolean leadsTo(String path) {
            return path.equals(path()) || path.startsWith("/hits/");
        }
    }
}
