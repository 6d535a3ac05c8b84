package org.commonwatch.node.sharing;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** The start page: what came last, how much there is, and where the logs stand. */
@Path("/")
@Allow(Right.READ)
public class WhatsNewResource {
    private static final int LINES_MAX = 60;
    private static final int TYPE_CHARS_MAX = 250;

    private final Newest newest;
    private final Logs logs;
    private final Entries entries;
    private final Caller caller;

    @Inject
    WhatsNewResource(Newest newest, Logs logs, Entries entries, Caller caller) {
        this.newest = newest;
        this.logs = logs;
        this.entries = entries;
        this.caller = caller;
    }

    /** @param behind entries that are in the log but not yet applied */
    record LogState(Log log, long size, long behind) {}

    record Page(List<Newest.Line> lines, List<Newest.TypeCount> counts, List<LogState> logs, Optional<String> type) {
        Page {
            lines = List.copyOf(lines);
            counts = List.copyOf(counts);
            logs = List.copyOf(logs);
        }

        public String typeText() {
            return type.orElse("");
        }
    }

    @CheckedTemplate(basePath = "sharing")
    static class Templates {
        private Templates() {}

        static native TemplateInstance whatsNew(Page page);

        /** The part of the page that changes, for the live stream. */
        static native TemplateInstance whatsNew$live(Page page);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(@QueryParam("type") @Nullable String type) {
        return Templates.whatsNew(page(type));
    }

    @GET
    @Path("/new")
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance showLive(@QueryParam("type") @Nullable String type) {
        return Templates.whatsNew$live(page(type));
    }

    private Page page(@Nullable String asked) {
        Optional<String> type =
                Optional.ofNullable(asked).filter(text -> !text.isEmpty() && text.length() <= TYPE_CHARS_MAX);
        Gate shown = caller.gate(Action.VIEW);
        Gate counts = caller.gate(Action.SEARCH);
        List<Log> known = logs.all().stream()
                .filter(log -> shown.decision(Entries.terms(log)).allowed())
                .toList();
        return new Page(
                newest.lines(shown, type, LINES_MAX),
                newest.counts(counts, known),
                known.stream().map(this::state).toList(),
                type);
    }

    private LogState state(Log log) {
        long size = logs.reader(log).size();
        return new LogState(log, size, Math.max(0, size - entries.applied(log)));
    }

    @jakarta.inject.Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 10;
        }

        @Override
        public String title() {
            return "What is new";
        }

        @Override
        public String path() {
            return "/";
        }
    }
}
