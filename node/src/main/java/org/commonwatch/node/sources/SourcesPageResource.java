package org.commonwatch.node.sources;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.telemetry.LogFormat;

/** How the sources do: one line each, and a page each. */
@Path("/sources")
@Allow(Right.OWNER)
@Produces(MediaType.TEXT_HTML)
public class SourcesPageResource {
    private final Sources sources;

    @Inject
    SourcesPageResource(Sources sources) {
        this.sources = sources;
    }

    /** One source in words. */
    record Line(Sources.Standing standing) {
        public String name() {
            return standing.source().name();
        }

        public String kind() {
            return standing.source().settings().kind().word();
        }

        public String where() {
            return switch (standing.source().settings()) {
                case Settings.Files files -> files.path();
                case Settings.Syslog syslog -> syslog.where();
                case Settings.Mqtt mqtt -> mqtt.where();
                case Settings.Push push -> "/api/v1/sources/" + name() + "/lines";
            };
        }

        public String state() {
            return standing.state().word();
        }

        public boolean paused() {
            return standing.source().paused();
        }

        public boolean failing() {
            return standing.state() == Sources.State.FAILING;
        }

        public Totals totals() {
            return standing.totals();
        }

        /** Whole lines a second over the last minute. */
        public long rate() {
            return Math.round(standing.rate());
        }

        public long lag() {
            return standing.lagBytes();
        }

        public long dropped() {
            return totals().losses().stream().mapToLong(Totals.Loss::count).sum();
        }

        public boolean quiet() {
            return totals().lastLine().isEmpty();
        }

        public Instant lastLine() {
            return totals().lastLine().orElse(Instant.EPOCH);
        }

        public boolean erred() {
            return standing.failure().isPresent();
        }

        public Tally.Failure failure() {
            return standing.failure().orElseThrow();
        }

        public String format() {
            return standing.source().format().map(LogFormat::word).orElse("found out line by line");
        }

        public String zone() {
            return standing.source().zone().getId();
        }

        public boolean remembers() {
            return standing.source().remember();
        }

        public Optional<String> connection() {
            return standing.connection();
        }

        public long leftOut() {
            return standing.leftOut();
        }
    }

    @CheckedTemplate(basePath = "sources")
    static class Templates {
        private Templates() {}

        static native TemplateInstance sources(List<Line> lines);

        static native TemplateInstance source(Line line, MinuteChart chart);
    }

    @GET
    public TemplateInstance list() {
        return Templates.sources(sources.all().stream().map(Line::new).toList());
    }

    @GET
    @Path("{name}")
    public TemplateInstance one(@PathParam("name") String name) {
        Source source = sources.named(name).orElseThrow(NotFoundException::new);
        return Templates.source(
                new Line(sources.standing(source)), MinuteChart.of(sources.minutes(source), sources.minuteNow()));
    }

    @POST
    @Path("{name}/pause")
    public Response pause(@PathParam("name") String name) {
        return turned(name, true);
    }

    @POST
    @Path("{name}/resume")
    public Response resume(@PathParam("name") String name) {
        return turned(name, false);
    }

    private Response turned(String name, boolean paused) {
        if (!sources.pause(name, paused)) {
            throw new NotFoundException();
        }
        return Response.seeOther(URI.create("/sources/" + name)).build();
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 35;
        }

        @Override
        public String title() {
            return "Sources";
        }

        @Override
        public String path() {
            return "/sources";
        }

        @Override
        public boolean leadsTo(String path) {
            return path.equals("/sources") || path.startsWith("/sources/");
        }
    }
}
