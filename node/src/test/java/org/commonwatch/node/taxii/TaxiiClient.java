package org.commonwatch.node.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A plain TAXII 2.1 client that knows the OASIS specification and nothing of this server: it follows URLs from discovery,
 * sends exactly the media type of section 1.6.8 and resumes paging with what it was given.
 */
final class TaxiiClient {
    static final String TAXII = "application/taxii+json;version=2.1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGES_MAX = 100_000;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(2))
            .build();
    private final URI discovery;
    private final Optional<String> authorization;

    private TaxiiClient(URI discovery, Optional<String> authorization) {
        this.discovery = discovery;
        this.authorization = authorization;
    }

    static TaxiiClient basic(URI discovery, String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new TaxiiClient(discovery, Optional.of("Basic " + pair));
    }

    static TaxiiClient bearer(URI discovery, String token) {
        return new TaxiiClient(discovery, Optional.of("Bearer " + token));
    }

    static TaxiiClient nobody(URI discovery) {
        return new TaxiiClient(discovery, Optional.empty());
    }

    record Answer(int status, String type, JsonNode json, HttpResponse<byte[]> response) {
        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            json.path("objects").forEach(object -> ids.add(object.path("id").asText()));
            return ids;
        }
    }

    Answer discover() {
        return get(discovery);
    }

    /** The first API root that discovery names. */
    URI root() {
        return URI.create(discover().json().path("api_roots").path(0).asText());
    }

    /** The collection's URL, by the id that the collections resource gives. */
    URI collection() {
        String id = get(root().resolve("collections/"))
                .json()
                .path("collections")
                .path(0)
                .path("id")
                .asText();
        return root().resolve("collections/" + id + "/");
    }

    Answer get(URI uri) {
        return send(request(uri).header("Accept", TAXII).GET().build());
    }

    Answer get(URI uri, String accept) {
        return send(request(uri).header("Accept", accept).GET().build());
    }

    Answer objects(String query) {
        return get(collection().resolve("objects/" + query));
    }

    Answer post(URI uri, byte[] body, String contentType) {
        return send(request(uri)
                .header("Accept", TAXII)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    /** Adds an envelope of objects. */
    Answer add(String... objects) {
        String envelope = "{\"objects\":[" + String.join(",", objects) + "]}";
        return post(collection().resolve("objects/"), envelope.getBytes(StandardCharsets.UTF_8), TAXII);
    }

    Answer delete(URI uri) {
        return send(request(uri).header("Accept", TAXII).DELETE().build());
    }

    /** Every object of the pages that start with {@code query}, resuming with {@code next} until there is no more. */
    List<JsonNode> all(String query) {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        for (int page = 0; page < PAGES_MAX; page++) {
            Answer answer = objects(query + next);
            if (answer.status() != 200) {
                throw new AssertionError(answer.status() + " " + answer.json());
            }
            answer.json().path("objects").forEach(all::add);
            if (!answer.json().path("more").asBoolean()) {
                return all;
            }
            next = "&next=" + encode(answer.json().path("next").asText());
        }
        throw new AssertionError("paging does not end");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(2));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String type = response.headers().firstValue("Content-Type").orElse("");
            boolean json = type.contains("json") && response.body().length > 0;
            return new Answer(
                    response.statusCode(),
                    type,
                    json ? JSON.readTree(response.body()) : JSON.createObjectNode(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
