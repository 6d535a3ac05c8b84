package org.commonwatch.node.audience;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** Access to what was sealed before a member joined, over the JSON API: what it would open, and the grant itself. */
@Path("/api/v1/audiences/{community}/grants")
@Allow(Right.OWNER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class GrantsResource {
    private final Grants grants;
    private final Logs logs;

    @Inject
    GrantsResource(Grants grants, Logs logs) {
        this.grants = grants;
        this.logs = logs;
    }

    /**
     * @param member name or title
     * @param from first epoch; the first one when absent
     * @param to last epoch; the newest one when absent
     * @param preview say what it would open, and hand out nothing
     */
    public record Asked(
            @Nullable String member,
            @Nullable Long from,
            @Nullable Long to,
            boolean preview) {}

    /** @param whole whether all payloads were counted; a long log is looked at as far as a few seconds go */
    public record Epoch(long epoch, long entry, long payloads, long objects, boolean whole) {}

    /**
     * @param granted epochs whose entry is final and applied; 0 for a preview
     * @param pending epochs whose entry is not final yet, or not written yet: granting again goes on with them
     */
    public record Answer(String member, String title, List<Epoch> epochs, int granted, int pending) {
        public Answer {
            epochs = List.copyOf(epochs);
        }
    }

    @POST
    public Answer grant(@PathParam("community") String name, Asked asked) throws Refused {
        Log log = logs.community(name);
        Grants.Plan plan = grants.plan(
                log,
                Optional.ofNullable(asked.member()).orElse(""),
                Optional.ofNullable(asked.from()).orElse(1L),
                Optional.ofNullable(asked.to()).orElse(Long.MAX_VALUE));
        List<Epoch> epochs = grants.opens(log, plan).stream()
                .map(one -> new Epoch(one.epoch(), one.entry(), one.payloads(), one.objects(), one.whole()))
                .toList();
        int granted = asked.preview() ? 0 : grants.grant(log, plan);
        int pending = asked.preview() ? 0 : plan.epochs().size() - granted;
        return new Answer(plan.member().name(), plan.member().title(), epochs, granted, pending);
    }
}
