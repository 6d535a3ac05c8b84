package org.commonwatch.node.search;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Action;
import org.commonwatch.stix.Tlp;

/** The search page: one field, the hits, and the query language in a few lines. */
@Path("/search")
@Allow(Right.READ)
public class SearchPageResource {
    private static final int PAGE_HITS = 50;

    private final Search search;
    private final Caller caller;

    @Inject
    SearchPageResource(Search search, Caller caller) {
        this.search = search;
        this.caller = caller;
    }

    record Line(Hit hit, TlpBadge tlp, Instant added) {
        static Line of(Hit hit) {
            return new Line(hit, TlpBadge.of(Tlp.parse(hit.tlp())), Instant.parse(hit.added()));
        }
    }

    /**
     * @param query as typed
     * @param problem what is wrong with it, and where; empty when it was read
     * @param next where the next page goes on; empty on the last one
     */
    record Page(
            String query,
            Optional<String> problem,
            List<Line> lines,
            long total,
            boolean more,
            String next,
            long behind) {
        static Page empty(String query, Optional<String> problem) {
            return new Page(query, problem, List.of(), 0, false, "", 0);
        }

        static Page of(String query, Search.Answer answer) {
            return new Page(
                    query,
                    Optional.empty(),
                    answer.hits().stream().map(Line::of).toList(),
                    answer.total(),
                    answer.totalIsLeast(),
                    answer.next().orElse(""),
                    answer.proseBehind());
        }

        public String problemText() {
            return problem.orElse("");
        }
    }

    @CheckedTemplate(basePath = "search")
    static class Templates {
        private Templates() {}

        static native TemplateInstance search(Page page);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(
            @QueryParam("q") @DefaultValue("") String query, @QueryParam("next") @DefaultValue("") String next) {
        String asked = query.length() > Limits.QUERY_CHARS_MAX ? query.substring(0, Limits.QUERY_CHARS_MAX) : query;
        if (asked.isBlank()) {
            return Templates.search(Page.empty("", Optional.empty()));
        }
        try {
            Optional<String> mark = Optional.of(next).filter(text -> !text.isEmpty());
            return Templates.search(Page.of(asked, search.answer(asked, mark, PAGE_HITS, caller.gate(Action.SEARCH))));
        } catch (Refused refused) {
            String where = refused.refusal().path();
            String place = where.isEmpty() ? "" : " (" + where + ")";
            return Templates.search(
                    Page.empty(asked, Optional.of(refused.refusal().message() + place)));
        }
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 20;
        }

        @Override
        public String title() {
            return "Search";
        }

        @Override
        public String path() {
            return "/search";
        }
    }
}
