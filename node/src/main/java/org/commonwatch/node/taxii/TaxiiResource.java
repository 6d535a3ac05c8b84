package org.commonwatch.node.taxii;

import com.fasterxml.jackson.core.JsonGenerator;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonwatch.kernel.Limits;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.sharing.Items.Page;
import org.commonwatch.node.sharing.PageQuestion;
import org.commonwatch.node.sharing.PageQuestion.Versions;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.jspecify.annotations.Nullable;

/** The TAXII 2.1 server: discovery, API roots, collections, objects, manifest, versions and status. */
@Path("/taxii2")
@Allow(Right.READ)
public class TaxiiResource {
    /** Bytes of objects in one page, so that a page of giants stays bounded; at least one object always goes out. */
    private static final long PAGE_BYTES_MAX = 16L * 1024 * 1024;

    private static final String DATE_ADDED_FIRST = "X-TAXII-Date-Added-First";
    private static final String DATE_ADDED_LAST = "X-TAXII-Date-Added-Last";

    private final Logs logs;
    private final Items items;
    private final ObjectPages objectPages;
    private final Posts posts;
    private final Caller caller;

    @Inject
    TaxiiResource(Logs logs, Items items, ObjectPages objectPages, Posts posts, Caller caller) {
        this.logs = logs;
        this.items = items;
        this.objectPages = objectPages;
        this.posts = posts;
        this.caller = caller;
    }

    @GET
    public Response discovery(@HeaderParam("Accept") @Nullable String accept, @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        List<String> roots = communities()
                .map(log -> uri.getBaseUri() + "taxii2/" + log.name() + "/")
                .toList();
        return ok(TaxiiJson.object(json -> {
            json.writeStringField("title", "Commonwatch");
            json.writeStringField("description", "Intelligence shared in this node's communities");
            if (!roots.isEmpty()) {
                json.writeStringField("default", roots.getFirst());
            }
            json.writeArrayFieldStart("api_roots");
            for (String root : roots) {
                json.writeString(root);
            }
            json.writeEndArray();
        }));
    }

    @GET
    @Path("{root}")
    public Response apiRoot(@HeaderParam("Accept") @Nullable String accept, @PathParam("root") String root) {
        MediaTypes.checkAccept(accept);
        Log log = community(root);
        return ok(TaxiiJson.object(json -> {
            json.writeStringField("title", log.name());
            json.writeStringField("description", "The community whose log is " + log.origin());
            json.writeArrayFieldStart("versions");
            json.writeString(TaxiiJson.MEDIA_TYPE);
            json.writeEndArray();
            json.writeNumberField("max_content_length", Limits.BODY_BYTES_MAX);
        }));
    }

    @GET
    @Path("{root}/status/{status}")
    public Response status(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("status") String status) {
        MediaTypes.checkAccept(accept);
        community(root);
        return posts.status(status, caller.reader().name())
                .map(TaxiiResource::ok)
                .orElseThrow(() ->
                        notFound("There is no status " + status + " of yours; statuses are kept for a while only."));
    }

    @GET
    @Path("{root}/collections")
    public Response collections(@HeaderParam("Accept") @Nullable String accept, @PathParam("root") String root) {
        MediaTypes.checkAccept(accept);
        Collection collection = Collection.of(community(root));
        Reader reader = caller.reader();
        return ok(TaxiiJson.object(json -> {
            if (collection.readableBy(reader)) {
                json.writeArrayFieldStart("collections");
                json.writeStartObject();
                collection.write(json, reader);
                json.writeEndObject();
                json.writeEndArray();
            }
        }));
    }

    @GET
    @Path("{root}/collections/{collection}")
    public Response collection(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name) {
        MediaTypes.checkAccept(accept);
        Collection collection = readable(root, name);
        return ok(TaxiiJson.object(json -> collection.write(json, caller.reader())));
    }

    @GET
    @Path("{root}/collections/{collection}/objects")
    public Response objects(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        Collection collection = readable(root, name);
        Filters filters = new Filters(uri.getQueryParameters());
        return objectsPage(filters, filters.question(collection.log().number()));
    }

    @GET
    @Path("{root}/collections/{collection}/objects/{object}")
    public Response object(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            @PathParam("object") String id,
            @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        Collection collection = readable(root, name);
        Filters filters = new Filters(uri.getQueryParameters());
        Response page = objectsPage(filters, filters.question(collection.log().number(), id, filters.versions()));
        checkExists(collection, id);
        return page;
    }

    @GET
    @Path("{root}/collections/{collection}/objects/{object}/versions")
    public Response versions(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            @PathParam("object") String id,
            @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        Collection collection = readable(root, name);
        checkExists(collection, id);
        Filters filters = new Filters(uri.getQueryParameters());
        Page page = page(filters, filters.question(collection.log().number(), id, Versions.ALL));
        byte[] body = TaxiiJson.object(json -> {
            envelope(json, page);
            json.writeArrayFieldStart("versions");
            for (Item item : page.items()) {
                json.writeString(Micros.shortText(item.version()));
            }
            json.writeEndArray();
        });
        return withDates(body, page);
    }

    @GET
    @Path("{root}/collections/{collection}/manifest")
    public Response manifest(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        Collection collection = readable(root, name);
        Filters filters = new Filters(uri.getQueryParameters());
        Page page = page(filters, filters.question(collection.log().number()));
        byte[] body = TaxiiJson.object(json -> {
            envelope(json, page);
            json.writeArrayFieldStart("objects");
            for (Item item : page.items()) {
                json.writeStartObject();
                json.writeStringField("id", item.id());
                json.writeStringField("date_added", Micros.text(item.added()));
                json.writeStringField("version", Micros.shortText(item.version()));
                json.writeStringField("media_type", TaxiiJson.STIX_MEDIA_TYPE);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return withDates(body, page);
    }

    /** Answered without a thread that waits: many programs post at a time, and what makes their entries final needs threads as well. */
    @POST
    @Path("{root}/collections/{collection}/objects")
    @Allow(Right.WRITE)
    @Blocking
    public CompletionStage<Response> add(
            @HeaderParam("Accept") @Nullable String accept,
            @HeaderParam("Content-Type") @Nullable String contentType,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            byte[] body) {
        MediaTypes.checkAccept(accept);
        MediaTypes.checkContent(contentType);
        Collection collection = writable(root, name);
        return posts.accept(collection.log(), body, caller.reader())
                .thenApply(status -> Response.accepted(status)
                        .header("Content-Type", TaxiiJson.MEDIA_TYPE)
                        .build());
    }

    @DELETE
    @Path("{root}/collections/{collection}/objects/{object}")
    @Allow(Right.WRITE)
    public Response delete(
            @HeaderParam("Accept") @Nullable String accept,
            @PathParam("root") String root,
            @PathParam("collection") String name,
            @PathParam("object") String id,
            @Context UriInfo uri) {
        MediaTypes.checkAccept(accept);
        Collection collection = writable(root, name);
        checkExists(collection, id);
        Filters filters = new Filters(uri.getQueryParameters());
        boolean named = uri.getQueryParameters().containsKey("match[version]");
        Versions versions = named ? filters.versions() : Versions.ALL;
        Page page = page(filters, filters.question(collection.log().number(), id, versions));
        posts.recall(collection.log(), everyClaim(collection.log(), id, page, !named), caller.reader());
        return Response.ok().header("Content-Type", TaxiiJson.MEDIA_TYPE).build();
    }

    /** What was added several times goes altogether: a page shows one claim of each version only. */
    private List<Item> everyClaim(Log log, String id, Page page, boolean ofAllVersions) {
        Set<Item> shown = new HashSet<>(page.items());
        Set<OptionalLong> versions = page.items().stream().map(Item::modified).collect(Collectors.toSet());
        return caller.gate(Action.TAXII).openAll(items.claims(id)).stream()
                .filter(claim -> ofAllVersions
                        || shown.contains(claim)
                        || (claim.modified().isPresent() && versions.contains(claim.modified())))
                .filter(claim -> claim.key().log() == log.number())
                .toList();
    }

    private Response objectsPage(Filters filters, PageQuestion question) {
        Page page = page(filters, question);
        return withDates(objectPages.write(page, question.log()), page);
    }

    private Page page(Filters filters, PageQuestion question) {
        if (!filters.wantsSpecVersion21()) {
            return new Page(List.of(), -1, false);
        }
        return items.page(question, caller.gate(Action.TAXII), filters.limit(), PAGE_BYTES_MAX);
    }

    /** 404 for what is not there and for what this reader may not know of: the two look the same. */
    private void checkExists(Collection collection, String id) {
        PageQuestion any = new PageQuestion(
                collection.log().number(), -1, OptionalLong.empty(), List.of(id), List.of(), Versions.ALL);
        if (items.page(any, caller.gate(Action.TAXII), 1, PAGE_BYTES_MAX)
                .items()
                .isEmpty()) {
            throw notFound("There is no object " + id + " in this collection, or it was recalled.");
        }
    }

    private Collection readable(String root, String name) {
        Collection collection = Collection.of(community(root));
        if (!collection.named(name) || !collection.readableBy(caller.reader())) {
            throw notFound("There is no collection " + name + " here, or this token is for another one.");
        }
        return collection;
    }

    private Collection writable(String root, String name) {
        Collection collection = readable(root, name);
        if (!collection.writableBy(caller.reader())) {
            throw TaxiiError.of(
                    Response.Status.FORBIDDEN, "not-writable", "This token may not write to the collection.");
        }
        return collection;
    }

    private Log community(String root) {
        return communities()
                .filter(log -> log.name().equals(root))
                .findFirst()
                .orElseThrow(() -> notFound("There is no API root " + root + "; discovery at /taxii2/ lists them."));
    }

    private Stream<Log> communities() {
        return logs.all().stream().filter(log -> log.space() == Space.COMMUNITY);
    }

    private static void envelope(JsonGenerator json, Page page) throws IOException {
        json.writeBooleanField("more", page.more());
        if (page.more()) {
            json.writeStringField("next", new PageToken(page.lastKey()).text());
        }
    }

    private static Response withDates(byte[] body, Page page) {
        Response.ResponseBuilder response = Response.ok(body).header("Content-Type", TaxiiJson.MEDIA_TYPE);
        if (!page.items().isEmpty()) {
            response.header(
                    DATE_ADDED_FIRST, Micros.text(page.items().getFirst().added()));
            response.header(DATE_ADDED_LAST, Micros.text(page.items().getLast().added()));
        }
        return response.build();
    }

    private static Response ok(byte[] body) {
        return Response.ok(body).header("Content-Type", TaxiiJson.MEDIA_TYPE).build();
    }

    private static TaxiiError notFound(String title) {
        return TaxiiError.of(Response.Status.NOT_FOUND, "not-found", title);
    }
}
