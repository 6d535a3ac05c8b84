package org.commonwatch.node.pages;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** HTTP as a program speaks it to the node under test. */
final class Call {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofMinutes(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final HttpRequest.Builder request;

    private Call(HttpRequest.Builder request) {
        this.request = request;
    }

    static Call to(String base, String path) {
        return new Call(HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(2)));
    }

    Call as(String token) {
        request.header("Authorization", "Bearer " + token);
        return this;
    }

    Call with(String header, String value) {
        request.header(header, value);
        return this;
    }

    HttpResponse<String> get() throws IOException, InterruptedException {
        return CLIENT.send(request.GET().build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<java.io.InputStream> stream() throws IOException, InterruptedException {
        return CLIENT.send(request.GET().build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return CLIENT.send(
                request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> put(String body) throws IOException, InterruptedException {
        return CLIENT.send(
                request.PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> delete() throws IOException, InterruptedException {
        return CLIENT.send(request.DELETE().build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
