package org.commonwatch.node.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The node under test as a program sees it, with the owner's token. */
record Api(URI root, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

    JsonNode get(String path) {
        return json(send(path, HttpRequest.newBuilder().GET()), 200);
    }

    /** The node's "no" to a question. */
    JsonNode refused(String path) {
        return json(send(path, HttpRequest.newBuilder().GET()), 400);
    }

    /** @param tag of what is known already; may be empty */
    HttpResponse<String> answer(String path, String tag) {
        HttpRequest.Builder request = HttpRequest.newBuilder().GET();
        return send(path, tag.isEmpty() ? request : request.header("If-None-Match", tag));
    }

    String page(String path) {
        return send(path, HttpRequest.newBuilder().header("Accept", "text/html").GET())
                .body();
    }

    JsonNode post(String path, String body, int status) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return json(send(path, request), status);
    }

    JsonNode put(String path, String body, int status) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        return json(send(path, request), status);
    }

    JsonNode delete(String path, int status) {
        return json(send(path, HttpRequest.newBuilder().DELETE()), status);
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        try {
            return CLIENT.send(
                    request.uri(root.resolve(path))
                            .timeout(ANSWER_MAX)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.statusCode() + " instead of " + status + ": " + answer.body());
        }
        try {
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }
}
