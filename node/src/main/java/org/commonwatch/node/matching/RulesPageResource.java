package org.commonwatch.node.matching;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
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
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.jspecify.annotations.Nullable;

/** The standing rules on hits: what they look at, who made them and why. */
@Path("/hits/rules")
@Produces(MediaType.TEXT_HTML)
@Allow(Right.OWNER)
public class RulesPageResource {
    private final Triage triage;
    private final HitDesk desk;
    private final IndexStatus index;
    private final Settings settings;
    private final Clock clock;
    private final Caller caller;

    @Inject
    RulesPageResource(Triage triage, HitDesk desk, IndexStatus index, Settings settings, Clock clock, Caller caller) {
        this.triage = triage;
        this.desk = desk;
        this.index = index;
        this.settings = settings;
        this.clock = clock;
        this.caller = caller;
    }

    /** What the form begins with: what a hit says, when one was come from. */
    record Proposal(String indicator, String value, String source, String asset) {
        static final Proposal EMPTY = new Proposal("", "", "", "");
    }

    /** What a source's indicators must be sure of before they are looked for. */
    record Minimum(String source, int confidence) {}

    record Page(List<RuleView> rules, Proposal proposal, IndexStatus.Now index, List<Minimum> minimums) {
        Page {
            rules = List.copyOf(rules);
            minimums = List.copyOf(minimums);
        }
    }

    @CheckedTemplate(basePath = "matching")
    static class Templates {
        private Templates() {}

        static native TemplateInstance rules(Page page);
    }

    @GET
    public TemplateInstance show(@QueryParam("hit") @Nullable Long hit) {
        Proposal proposal = hit == null
                ? Proposal.EMPTY
                : desk.one(hit, caller.gate(Action.VIEW))
                        .map(found -> proposal(found.hit()))
                        .orElseThrow(NotFoundException::new);
        List<RuleView> rules = triage.rules().stream().map(RuleView::of).toList();
        List<Minimum> minimums = settings.minimums().bySource().entrySet().stream()
                .map(source -> new Minimum(source.getKey(), source.getValue()))
                .toList();
        return Templates.rules(new Page(rules, proposal, index.now(), minimums));
    }

    private static Proposal proposal(Hit hit) {
        return new Proposal("", hit.value(), hit.sourceName(), hit.asset().name());
    }

    @POST
    public Response add(
            @FormParam("then") @Nullable String then,
            @FormParam("indicator") @Nullable String indicator,
            @FormParam("value") @Nullable String value,
            @FormParam("source") @Nullable String source,
            @FormParam("asset") @Nullable String asset,
            @FormParam("network") @Nullable String network,
            @FormParam("list") @Nullable String list,
            @FormParam("until") @Nullable String until,
            @FormParam("why") @Nullable String why)
            throws Refused {
        NewRule rule = new NewRule(then, indicator, value, source, asset, network, list, until, why);
        triage.add(rule.read(caller.reader().name(), clock));
        return Response.seeOther(URI.create("/hits/rules")).build();
    }

    @POST
    @Path("/{number}/remove")
    public Response remove(@PathParam("number") long number) {
        if (!triage.remove(number)) {
            throw new NotFoundException();
        }
        return Response.seeOther(URI.create("/hits/rules")).build();
    }
}
