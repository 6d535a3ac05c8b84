package org.commonwatch.node.sharing;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.audience.Audiences;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.Tlp;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * Taking in and giving out, each in two steps: paste or upload, see what was understood, say yes; then choose a community,
 * see who will see it by which rule, say yes. Nothing is shared by taking it in.
 */
@Path("/share")
@Produces(MediaType.TEXT_HTML)
@Allow(Right.OWNER)
public class SharePageResource {
    private static final int BATCHES_SHOWN_MAX = 15;

    /** Lines of one table on the page; the numbers beside it count all. */
    private static final int LINES_MAX = 100;

    private final Imports imports;
    private final Batches batches;
    private final Shares shares;
    private final Audience audience;
    private final Drafts drafts;
    private final Logs logs;
    private final Communities communities;
    private final Audiences audiences;
    private final Identity self;
    private final Caller caller;

    @Inject
    SharePageResource(
            Imports imports,
            Batches batches,
            Shares shares,
            Audience audience,
            Drafts drafts,
            Logs logs,
            Communities communities,
            Audiences audiences,
            Identity self,
            Caller caller) {
        this.imports = imports;
        this.batches = batches;
        this.shares = shares;
        this.audience = audience;
        this.drafts = drafts;
        this.logs = logs;
        this.communities = communities;
        this.audiences = audiences;
        this.self = self;
        this.caller = caller;
    }

    /** What the person typed beside the input, to carry it from step to step. */
    record Choice(String format, String tlp, String source, String columns) {
        static Choice of(
                @Nullable String format, @Nullable String tlp, @Nullable String source, @Nullable String columns) {
            return new Choice(text(format), text(tlp), text(source), text(columns));
        }

        Imports.Request request() throws Refused {
            return Imports.Request.of(format, tlp, source, columns);
        }
    }

    /** What an import came to, or would, in the words of the page. */
    record Understood(ImportReport report, List<Map.Entry<String, Long>> byType, List<Shown> objects) {
        record Shown(String id, String type, String title, TlpBadge tlp) {}

        Understood {
            byType = List.copyOf(byType);
            objects = List.copyOf(objects);
        }

        static Understood of(ImportReport report) {
            return new Understood(
                    report,
                    report.byType().entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                    .thenComparing(Map.Entry.comparingByKey()))
                            .toList(),
                    report.preview().stream()
                            .map(line -> new Shown(line.id(), line.type(), line.title(), badge(line.tlp())))
                            .toList());
        }

        private static TlpBadge badge(Optional<String> word) {
            return TlpBadge.of(word.flatMap(Tlp::parse));
        }

        public List<Refusal> refusals() {
            return report.refusals().stream().limit(LINES_MAX).toList();
        }

        public List<ImportReport.Flagged> flags() {
            return report.flags().stream().limit(LINES_MAX).toList();
        }

        public boolean nothing() {
            return report.accepted() == 0;
        }

        public String batchId() {
            return report.batch().orElse("");
        }
    }

    /**
     * What would be shared.
     *
     * @param others communities that it could be shared with as well
     * @param members who could be named instead of all
     */
    record Out(
            Log target,
            List<String> others,
            List<Choosable> members,
            String batch,
            String id,
            List<Audience.Going> going,
            List<Shares.Kept> kept,
            List<Audience.Sees> readers) {
        /** A member, and whether it is meant alone or with others that are chosen. */
        record Choosable(String name, String title, boolean chosen) {}

        Out {
            others = List.copyOf(others);
            members = List.copyOf(members);
            going = List.copyOf(going);
            kept = List.copyOf(kept);
            readers = List.copyOf(readers);
        }

        public List<Choosable> chosen() {
            return members.stream().filter(Choosable::chosen).toList();
        }

        public List<Audience.Going> shownGoing() {
            return going.stream().limit(LINES_MAX).toList();
        }

        public List<Shares.Kept> shownKept() {
            return kept.stream().limit(LINES_MAX).toList();
        }
    }

    @CheckedTemplate(basePath = "sharing")
    static class Templates {
        private Templates() {}

        static native TemplateInstance share(List<Batches.Batch> batches);

        static native TemplateInstance understood(Understood understood, Choice choice, String draft);

        static native TemplateInstance taken(Understood understood);

        static native TemplateInstance shareOut(Out out);

        static native TemplateInstance shared(Out out, boolean pending);
    }

    @GET
    public TemplateInstance show() {
        return Templates.share(batches.list().stream().limit(BATCHES_SHOWN_MAX).toList());
    }

    /** Step one: nothing is written but the draft. */
    @POST
    @Path("/preview")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public TemplateInstance preview(
            @RestForm @Nullable String text,
            @RestForm("file") @Nullable FileUpload file,
            @RestForm @Nullable String format,
            @RestForm @Nullable String tlp,
            @RestForm @Nullable String source,
            @RestForm @Nullable String columns)
            throws IOException, Refused {
        boolean uploaded = file != null && file.size() > 0;
        String named = text(source).isEmpty() && file != null && uploaded ? text(file.fileName()) : text(source);
        Choice choice = Choice.of(format, tlp, named.isEmpty() ? "pasted" : named, columns);
        Imports.Request request = choice.request();
        String draft;
        try (InputStream input = file != null && uploaded
                ? Files.newInputStream(file.filePath())
                : new ByteArrayInputStream(text(text).getBytes(StandardCharsets.UTF_8))) {
            draft = drafts.keep(input);
        }
        try (InputStream input = drafts.open(draft).orElseThrow()) {
            return Templates.understood(Understood.of(imports.preview(input, request)), choice, draft);
        }
    }

    /** Step two: takes the draft in. */
    @POST
    @Path("/confirm")
    public TemplateInstance confirm(
            @FormParam("draft") @Nullable String draft,
            @FormParam("format") @Nullable String format,
            @FormParam("tlp") @Nullable String tlp,
            @FormParam("source") @Nullable String source,
            @FormParam("columns") @Nullable String columns)
            throws IOException, Refused {
        Imports.Request request = Choice.of(format, tlp, source, columns).request();
        Optional<InputStream> kept = drafts.open(text(draft));
        if (kept.isEmpty()) {
            throw Refusal.of(
                            "draft-gone",
                            "",
                            "What was shown is kept for " + Drafts.LIFE.toMinutes()
                                    + " minutes and taken in once. Paste or upload it again.")
                    .toException();
        }
        try (InputStream input = kept.orElseThrow()) {
            ImportReport report = imports.run(input, request);
            drafts.drop(text(draft));
            return Templates.taken(Understood.of(report));
        }
    }

    /** What would be shared with a community, and who would see it. */
    @GET
    @Path("/out")
    public TemplateInstance out(
            @QueryParam("collection") @Nullable String collection,
            @QueryParam("batch") @Nullable String batch,
            @QueryParam("id") @Nullable String id,
            @QueryParam("to") List<String> to)
            throws Refused {
        return Templates.shareOut(out(preview(collection, batch, id, to), text(batch), text(id)));
    }

    @POST
    @Path("/out")
    public TemplateInstance shareOut(
            @FormParam("collection") @Nullable String collection,
            @FormParam("batch") @Nullable String batch,
            @FormParam("id") @Nullable String id,
            @FormParam("to") List<String> to)
            throws Refused {
        Shares.Preview preview = preview(collection, batch, id, to);
        Out shown = out(preview, text(batch), text(id));
        List<Submission> done = shares.share(
                preview,
                Optional.of(text(batch)).filter(named -> !named.isEmpty()),
                Recipient.of(audiences, preview.target(), preview.to()));
        return Templates.shared(shown, !Sharing.await(done, Sharing.PATIENCE));
    }

    private Shares.Preview preview(
            @Nullable String collection, @Nullable String batch, @Nullable String id, List<String> to) throws Refused {
        String name = text(collection).isEmpty() ? communities.usual(logs).name() : text(collection);
        Log target = shares.community(name)
                .orElseThrow(() -> Refusal.of("collection-unknown", "/collection", "There is no such community.", name)
                        .toException());
        List<String> ids = text(batch).isEmpty() ? List.of(text(id)) : idsOf(text(batch));
        if (ids.isEmpty() || ids.equals(List.of(""))) {
            throw Refusal.of("ids-count", "/ids", "Name an object, or a batch that has objects.")
                    .toException();
        }
        return shares.preview(target, ids, caller.reader(), Recipient.named(audiences, target, List.copyOf(to)));
    }

    private List<String> idsOf(String batch) {
        Gate gate = caller.gate(Action.VIEW);
        return gate.openAll(batches.items(logs.home(), batch)).stream()
                .map(Item::id)
                .distinct()
                .toList();
    }

    private Out out(Shares.Preview preview, String batch, String id) {
        Gate gate = caller.gate(Action.VIEW);
        return new Out(
                preview.target(),
                logs.all().stream()
                        .filter(log -> log.space() == Space.COMMUNITY
                                && log.number() != preview.target().number())
                        .map(Log::name)
                        .toList(),
                communities.members(preview.target()).stream()
                        .map(Communities.Member::organisation)
                        .filter(member -> !member.name().equals(self.name()))
                        .map(member -> new Out.Choosable(
                                member.name(), member.title(), preview.to().contains(member)))
                        .toList(),
                batch,
                id,
                audience.going(preview, gate),
                preview.kept(),
                audience.readers(preview, gate));
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 30;
        }

        @Override
        public String title() {
            return "Share";
        }

        @Override
        public String path() {
            return "/share";
        }

        @Override
        public boolean leadsTo(String path) {
            return path.equals("/share") || path.startsWith("/share/");
        }
    }
}
