package org.commonwatch.node.sharing;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Submission;
import org.jspecify.annotations.Nullable;

/** The page of one object, its JSON, and taking it back. */
@Path("/objects/{id}")
@Allow(Right.READ)
public class ObjectPageResource {
    private static final int REASON_CHARS_MAX = SharingCommand.Objects.TEXT_CHARS_MAX;

    private final ObjectPage pages;
    private final Objects objects;
    private final Items items;
    private final Sharing sharing;
    private final Logs logs;
    private final Caller caller;

    @Inject
    ObjectPageResource(ObjectPage pages, Objects objects, Items items, Sharing sharing, Logs logs, Caller caller) {
        this.pages = pages;
        this.objects = objects;
        this.items = items;
        this.sharing = sharing;
        this.logs = logs;
        this.caller = caller;
    }

    @CheckedTemplate(basePath = "sharing")
    static class Templates {
        private Templates() {}

        static native TemplateInstance object(ObjectPage.View view);

        static native TemplateInstance recall(ObjectPage.View view, int reasonCharsMax);
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(@PathParam("id") String id) {
        return Templates.object(view(id));
    }

    /** The exact bytes as they were accepted. */
    @GET
    @Path("/json")
    @Produces(MediaType.APPLICATION_JSON)
    public Response download(@PathParam("id") String id) {
        OpenObject object = objects.latest(id, caller.gate(Action.VIEW)).orElseThrow(NotFoundException::new);
        return Response.ok(object.stix().bytes())
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + object.item().id() + ".json\"")
                .build();
    }

    /** What would be taken back, before it is. */
    @GET
    @Path("/recall")
    @Produces(MediaType.TEXT_HTML)
    @Allow(Right.WRITE)
    public TemplateInstance askRecall(@PathParam("id") String id) {
        return Templates.recall(view(id), REASON_CHARS_MAX);
    }

    @POST
    @Path("/recall")
    @Allow(Right.WRITE)
    public Response recall(
            @PathParam("id") String id,
            @FormParam("log") @Nullable String name,
            @FormParam("reason") @Nullable String reason)
            throws Refused {
        Log log = Optional.ofNullable(name).flatMap(logs::named).orElseThrow(NotFoundException::new);
        String why = Optional.ofNullable(reason).map(String::strip).orElse("");
        if (why.isEmpty() || why.length() > REASON_CHARS_MAX) {
            throw Refusal.of("recall-reason", "/reason", "Say in 1 to " + REASON_CHARS_MAX + " characters why.")
                    .toException();
        }
        Gate gate = caller.gate(Action.VIEW);
        List<Item> standing = gate.openAll(items.claims(id)).stream()
                .filter(item -> item.key().log() == log.number())
                .toList();
        if (standing.isEmpty()) {
            throw new NotFoundException();
        }
        return answer(id, sharing.recall(log, standing, why));
    }

    @POST
    @Path("/reinstate")
    @Allow(Right.WRITE)
    public Response reinstate(@PathParam("id") String id, @FormParam("log") @Nullable String name) {
        Log log = Optional.ofNullable(name).flatMap(logs::named).orElseThrow(NotFoundException::new);
        List<Item> recalled = new ArrayList<>();
        Gate gate = caller.gate(Action.HISTORY);
        items.claims(id).stream()
                .flatMap(item -> gate.explained(item).stream())
                .filter(item -> item.terms().recalled() && item.value().key().log() == log.number())
                .forEach(item -> recalled.add(item.value()));
        if (recalled.isEmpty()) {
            throw new NotFoundException();
        }
        return answer(id, sharing.reinstate(log, recalled));
    }

    private static Response answer(String id, List<Submission> submissions) {
        if (Sharing.await(submissions, Sharing.PATIENCE)) {
            return Response.seeOther(URI.create("/objects/" + id)).build();
        }
        return Problem.of(
                        Response.Status.ACCEPTED,
                        "pending",
                        "It is in the log but not final yet; the object's page shows it when it is.")
                .response();
    }

    private ObjectPage.View view(String id) {
        return pages.of(id, caller.reader()).orElseThrow(NotFoundException::new);
    }
}
