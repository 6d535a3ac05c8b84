package org.commonwatch.node.feeds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.outbound.Answer;

/**
 * Finds a collection's objects from any address of a TAXII 2.1 server (sections 4.1, 4.2, 5.1, 5.2): discovery, API root,
 * list of collections, a collection, or its objects. Where several could be meant, the owner is told to choose.
 */
final class TaxiiDirectory {
    static final String MEDIA_TYPE = "application/taxii+json;version=2.1";

    /** For servers that refuse the exact type. */
    private static final String MEDIA_TYPE_LOOSE = "application/taxii+json, application/json;q=0.5, */*;q=0.1";

    private static final Fetch.Bounds BOUNDS = new Fetch.Bounds(4L * 1024 * 1024, Duration.ofSeconds(60));
    private static final int VALUES_MAX = 100_000;

    /** Discovery, API root, collections. */
    private static final int STEPS_MAX = 3;

    private static final int NAMED_MAX = 10;

    private final Fetch fetch;

    TaxiiDirectory(Fetch fetch) {
        this.fetch = fetch;
    }

    /** Asks as TAXII does, bearing with servers that know no slash at the end or only a looser media type. */
    Answer ask(Feed feed, URI url, Fetch.Bounds bounds) throws PollFault, IOException, InterruptedException {
        Answer answer = fetch.any(feed, url, Map.of("Accept", MEDIA_TYPE), bounds);
        if (answer.status() == 406) {
            answer.close();
            answer = fetch.any(feed, url, Map.of("Accept", MEDIA_TYPE_LOOSE), bounds);
        }
        String path = url.getRawPath();
        if (answer.status() == 404 && path.length() > 1 && path.endsWith("/")) {
            answer.close();
            String text = url.toString();
            int end = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
            URI bare = URI.create(text.substring(0, end - 1) + text.substring(end));
            answer = fetch.any(feed, bare, Map.of("Accept", MEDIA_TYPE), bounds);
        }
        return answer;
    }

    /** The address of the objects, a slash at its end. */
    URI objects(Feed feed) throws PollFault, IOException, InterruptedException {
        URI at = feed.url();
        if (slash(at).getRawPath().endsWith("/objects/")) {
            return slash(at);
        }
        for (int step = 0; step <= STEPS_MAX; step++) {
            JsonNode found = json(feed, at);
            if (found.has("api_roots") || found.has("default")) {
                at = resolve(at, root(found));
            } else if (found.has("can_read") && found.has("id")) {
                readable(found);
                return resolve(slash(at), "objects/");
            } else if (found.has("collections") || at.getRawPath().endsWith("/collections/")) {
                return resolve(slash(at), id(choose(found.path("collections"))) + "/objects/");
            } else if (found.has("versions") || found.has("max_content_length")) {
                at = resolve(slash(at), "collections/");
            } else {
                throw new PollFault(
                        "taxii-address", "What stands at " + at.getPath() + " is no part of a TAXII 2.1 server.");
            }
        }
        throw new PollFault("taxii-address", "The server's directory goes round in a circle.");
    }

    private static String root(JsonNode discovery) throws PollFault {
        JsonNode roots = discovery.path("api_roots");
        String root = discovery.path("default").isTextual()
                ? discovery.path("default").textValue()
                : roots.path(0).asText("");
        if (root.isEmpty() || (!discovery.has("default") && roots.size() > 1)) {
            throw new PollFault(
                    "taxii-choose",
                    "The server names " + roots.size() + " API roots and no default; give the address of one.");
        }
        return root;
    }

    private static JsonNode choose(JsonNode collections) throws PollFault {
        List<JsonNode> readable = new ArrayList<>();
        collections.forEach(collection -> {
            if (collection.path("can_read").asBoolean(false)) {
                readable.add(collection);
            }
        });
        if (readable.size() == 1) {
            return readable.getFirst();
        }
        List<String> named = readable.stream()
                .limit(NAMED_MAX)
                .map(collection -> collection.path("id").asText())
                .toList();
        throw new PollFault(
                "taxii-choose",
                readable.isEmpty()
                        ? "There is no collection that this header may read."
                        : "There are " + readable.size() + " collections; give the address of one: "
                                + String.join(", ", named) + ".");
    }

    private static void readable(JsonNode collection) throws PollFault {
        if (!collection.path("can_read").asBoolean(false)) {
            throw new PollFault("http-not-allowed", "This header may not read the collection.");
        }
    }

    private static String id(JsonNode collection) throws PollFault {
        String id = collection.path("id").asText();
        if (!id.matches("[A-Za-z0-9._~-]{1,200}")) {
            throw new PollFault("taxii-address", "A collection has an id that is none.");
        }
        return id;
    }

    private static URI resolve(URI from, String to) throws PollFault {
        try {
            return slash(from.resolve(to));
        } catch (IllegalArgumentException e) {
            throw new PollFault("taxii-address", "The server names an address that is none.");
        }
    }

    private static URI slash(URI uri) {
        String text = uri.toString();
        return uri.getRawQuery() != null || text.endsWith("/") ? uri : URI.create(text + "/");
    }

    private JsonNode json(Feed feed, URI url) throws PollFault, IOException, InterruptedException {
        try (Answer answer = ask(feed, url, BOUNDS)) {
            fetch.require(answer);
            try (InputStream body = BoundedGzip.open(answer.open())) {
                byte[] bytes = body.readNBytes((int) BOUNDS.bytesMax());
                return BoundedJson.parse(bytes, VALUES_MAX);
            } catch (Refused e) {
                throw new PollFault(
                        "taxii-address", "What stands at " + url.getPath() + " is no TAXII: " + e.refusal() + ".");
            }
        }
    }
}
