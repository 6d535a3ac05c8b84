package org.commonwatch.node.sharing;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.audience.Audiences;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.MemberReaders;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Submission;
import org.jspecify.annotations.Nullable;

/** Imports, shares, recalls over the JSON API. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class SharingResource {
    /** Ids of one request. */
    private static final int IDS_MAX = 10_000;

    private final Imports imports;
    private final Batches batches;
    private final Shares shares;
    private final Items items;
    private final Sharing sharing;
    private final Logs logs;
    private final Communities communities;
    private final MemberReaders members;
    private final Audiences audiences;
    private final Caller caller;

    @Inject
    SharingResource(
            Imports imports,
            Batches batches,
            Shares shares,
            Items items,
            Sharing sharing,
            Logs logs,
            Communities communities,
            MemberReaders members,
            Audiences audiences,
            Caller caller) {
        this.imports = imports;
        this.batches = batches;
        this.shares = shares;
        this.items = items;
        this.sharing = sharing;
        this.logs = logs;
        this.communities = communities;
        this.members = members;
        this.audiences = audiences;
        this.caller = caller;
    }

    @POST
    @Path("imports")
    @Consumes(MediaType.WILDCARD)
    @Allow(Right.OWNER)
    public ImportReport importBytes(
            @QueryParam("format") @DefaultValue("auto") String format,
            @QueryParam("tlp") @DefaultValue("") String tlp,
            @QueryParam("source") @DefaultValue("") String source,
            @QueryParam("columns") @DefaultValue("") String columns,
            @QueryParam("dry_run") boolean dryRun,
            InputStream body)
            throws IOException, Refused {
        Imports.Request request = Imports.Request.of(format, tlp, source, columns);
        return dryRun ? imports.preview(body, request) : imports.run(body, request);
    }

    @GET
    @Path("imports")
    @Allow(Right.OWNER)
    public Map<String, List<Batches.Batch>> importList() {
        return Map.of("batches", batches.list());
    }

    public record Reason(@Nullable String reason) {}

    @POST
    @Path("imports/{batch}/recall")
    @Allow(Right.OWNER)
    public Map<String, Object> recallBatch(@PathParam("batch") String batch, Reason reason) throws Refused {
        String text = reasonText(reason.reason());
        return Map.of("recalled", eachLogOf(batch, (log, found) -> sharing.recall(log, found, text)));
    }

    @POST
    @Path("imports/{batch}/reinstate")
    @Allow(Right.OWNER)
    public Map<String, Object> reinstateBatch(@PathParam("batch") String batch) throws Refused {
        return Map.of("reinstated", eachLogOf(batch, sharing::reinstate));
    }

    /** @param collection a community's name; {@code home} for what is not shared */
    public record Named(
            List<String> ids,
            @Nullable String collection,
            @Nullable String reason) {
        public Named {
            ids = List.copyOf(ids);
        }
    }

    @POST
    @Path("recalls")
    @Allow(Right.WRITE)
    public Map<String, Object> recall(Named named) throws Refused {
        List<Item> found = claimsIn(log(named.collection()), named.ids());
        Sharing.await(sharing.recall(log(named.collection()), found, reasonText(named.reason())), Sharing.PATIENCE);
        return Map.of("recalled", found.size());
    }

    @POST
    @Path("reinstatements")
    @Allow(Right.WRITE)
    public Map<String, Object> reinstate(Named named) throws Refused {
        List<Item> found = claimsIn(log(named.collection()), named.ids());
        Sharing.await(sharing.reinstate(log(named.collection()), found), Sharing.PATIENCE);
        return Map.of("reinstated", found.size());
    }

    public record ShareRequest(
            @Nullable List<@Nullable String> ids,
            @Nullable String batch,
            @Nullable String collection,
            @Nullable List<@Nullable String> to,
            boolean preview) {}

    public record ShareAnswer(
            String collection,
            List<Line> objects,
            List<Audience> readers,
            List<Stays> refused,
            int shared,
            List<Long> entries) {
        public record Line(String id, String type, String title) {}

        public record Audience(String who, String rule) {}

        public record Stays(String id, String rule, String sentence) {}
    }

    @POST
    @Path("shares")
    @Allow(Right.OWNER)
    public ShareAnswer share(ShareRequest request) throws Refused {
        String name = Optional.ofNullable(request.collection())
                .orElseGet(() -> communities.usual(logs).name());
        Log target = shares.community(name)
                .orElseThrow(() -> Refusal.of("collection-unknown", "/collection", "There is no such community.", name)
                        .toException());
        List<Organisation> to = Recipient.named(audiences, target, request.to());
        Shares.Preview preview = shares.preview(target, idsOf(request), caller.reader(), to);
        List<Submission> done = request.preview() || preview.objects().isEmpty()
                ? List.of()
                : shares.share(
                        preview, Optional.ofNullable(request.batch()), Recipient.of(audiences, target, preview.to()));
        Sharing.await(done, Sharing.PATIENCE);
        return new ShareAnswer(
                target.name(),
                preview.objects().stream()
                        .map(object -> new ShareAnswer.Line(
                                object.item().id(), object.item().type(), object.title()))
                        .toList(),
                readers(preview),
                preview.kept().stream()
                        .map(kept -> new ShareAnswer.Stays(
                                kept.id(), kept.rule().code(), kept.rule().sentence()))
                        .toList(),
                request.preview() ? 0 : preview.objects().size(),
                done.stream()
                        .filter(Submission::done)
                        .map(submission -> submission.applied().join())
                        .toList());
    }

    private List<ShareAnswer.Audience> readers(Shares.Preview preview) {
        String seal = preview.to().isEmpty() ? "sealed-to-members" : "sealed-to-named";
        Stream<ShareAnswer.Audience> here = Stream.of(new ShareAnswer.Audience(
                "everyone who reads the collection " + preview.target().name() + " here and may see the marking",
                "tlp-within"));
        return Stream.concat(
                        here,
                        Recipient.readers(preview, members).stream()
                                .map(reader -> new ShareAnswer.Audience(
                                        reader.name(), preview.inClear() ? "tlp-clear" : seal)))
                .toList();
    }

    private List<String> idsOf(ShareRequest request) throws Refused {
        if (request.batch() != null) {
            Gate gate = caller.gate(Action.VIEW);
            List<String> ids = gate.openAll(batches.items(logs.home(), request.batch())).stream()
                    .map(Item::id)
                    .distinct()
                    .toList();
            if (ids.isEmpty()) {
                throw unknown(request.batch());
            }
            return ids;
        }
        List<@Nullable String> named = Optional.ofNullable(request.ids()).orElse(List.of());
        List<String> ids = named.stream().filter(java.util.Objects::nonNull).toList();
        if (ids.size() < named.size() || ids.isEmpty() || ids.size() > IDS_MAX) {
            throw Refusal.of("ids-count", "/ids", "Name 1 to " + IDS_MAX + " ids, or a batch.")
                    .toException();
        }
        return ids;
    }

    @FunctionalInterface
    private interface Act {
        List<Submission> on(Log log, List<Item> items);
    }

    private int eachLogOf(String batch, Act act) throws Refused {
        Gate gate = caller.gate(Action.HISTORY);
        int acted = 0;
        for (Log log : logs.all()) {
            List<Item> found = gate.openAll(batches.items(log, batch));
            Sharing.await(act.on(log, found), Sharing.PATIENCE);
            acted += found.size();
        }
        if (acted == 0) {
            throw unknown(batch);
        }
        return acted;
    }

    private static Refused unknown(String batch) {
        return Refusal.of("batch-unknown", "", "There is no such batch; `import list` names them.", batch)
                .toException();
    }

    private List<Item> claimsIn(Log log, List<String> ids) throws Refused {
        if (ids.isEmpty() || ids.size() > IDS_MAX) {
            throw Refusal.of("ids-count", "/ids", "Name 1 to " + IDS_MAX + " ids.")
                    .toException();
        }
        Gate gate = caller.gate(Action.HISTORY);
        List<Item> found = new ArrayList<>();
        for (String id : ids) {
            gate.openAll(items.claims(id)).stream()
                    .filter(item -> item.key().log() == log.number())
                    .forEach(found::add);
        }
        if (found.isEmpty()) {
            throw Refusal.of("ids-unknown", "/ids", "None of these objects is in " + log.name() + ".")
                    .toException();
        }
        return found;
    }

    private Log log(@Nullable String named) throws Refused {
        String name = Optional.ofNullable(named)
                .orElseGet(() -> communities.usual(logs).name());
        return logs.named(name)
                .orElseThrow(() -> Refusal.of("collection-unknown", "/collection", "There is no such log.", name)
                        .toException());
    }

    private static String reasonText(@Nullable String reason) throws Refused {
        String text = Optional.ofNullable(reason).orElse("");
        if (text.length() > SharingCommand.Objects.TEXT_CHARS_MAX) {
            throw Refusal.of(
                            "reason-too-long",
                            "/reason",
                            "A reason has at most " + SharingCommand.Objects.TEXT_CHARS_MAX + " characters.")
                    .toException();
        }
        return text;
    }
}
