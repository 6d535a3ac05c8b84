package org.commonwatch.node.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.jspecify.annotations.Nullable;

/** Search over HTTP. */
@Path("/api/v1/search")
@Allow(Right.READ)
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
    private final Search search;
    private final Caller caller;

    @Inject
    SearchResource(Search search, Caller caller) {
        this.search = search;
        this.caller = caller;
    }

    /** {@code total_is_least} appears, and is true, when there are more than {@code total}. */
    record Found(
            List<Hit> hits,
            long total,
            @JsonProperty("total_is_least") boolean totalIsLeast,
            @Nullable String next,
            @JsonProperty("prose_behind") long proseBehind) {}

    @GET
    public Response search(
            @QueryParam("q") @DefaultValue("") String query,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("next") @Nullable String next)
            throws Refused {
        try {
            Search.Answer answer = search.answer(
                    query,
                    Optional.ofNullable(next).filter(mark -> !mark.isEmpty()),
                    limit(limit),
                    caller.gate(Action.SEARCH));
            return Response.ok(new Found(
                            answer.hits(),
                            answer.total(),
                            answer.totalIsLeast(),
                            answer.next().orElse(null),
                            answer.proseBehind()))
                    .build();
        } catch (Refused refused) {
            if (QueryProblem.fits(refused.refusal())) {
                return QueryProblem.response(refused.refusal());
            }
            throw refused;
        }
    }

    private static int limit(String text) throws Refused {
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > Search.LIMIT_MAX) {
            throw Refusal.of("bad-limit", "", "limit is from 1 to " + Search.LIMIT_MAX + ".", text)
                    .toException();
        }
        return limit;
    }
}
