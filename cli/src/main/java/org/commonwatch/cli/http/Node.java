package org.commonwatch.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;

/**
 * A node's JSON API, asked with the owner's token. The node's "no" (4xx with a problem of RFC 9457) comes out as
 * {@link Refused}; no node, a broken connection, a 5xx or an answer that is not ours as {@link Fault}. No redirect is
 * followed: it could carry the token elsewhere.
 */
public final class Node {
    /** Longest JSON answer in bytes. */
    static final long ANSWER_BYTES_MAX = 64L * 1024 * 1024;

    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);
    private static final Duration LONG_WORK_MAX = Duration.ofHours(2);
    private static final Duration IDLE_MAX = Duration.ofMinutes(2);

    private final NodeAddress address;
    private final HttpClient client;
    private final Duration idleMax;

    Node(NodeAddress address, HttpClient client) {
        this(address, client, IDLE_MAX);
    }

    Node(NodeAddress address, HttpClient client, Duration idleMax) {
        this.address = address;
        this.client = client;
        this.idleMax = idleMax;
    }

    /** The node that runs in a folder. */
    public static Node in(java.nio.file.Path home, Surroundings surroundings) {
        return new Node(
                NodeAddress.find(java.util.Optional.of(home), home, surroundings), Outbound.client(surroundings));
    }

    /** The node's address, for messages. */
    public URI base() {
        return address.base();
    }

    /** Whether the token would cross a network in the clear. */
    public boolean isExposed() {
        return "http".equals(base().getScheme()) && !Proxies.Loopback.is(base().getHost());
    }

    public JsonNode get(ApiPath path) throws Refused {
        return json(request(path).timeout(ANSWER_MAX).GET().build());
    }

    public JsonNode put(ApiPath path, JsonNode body) throws Refused {
        return json(request(path)
                .timeout(LONG_WORK_MAX)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                .build());
    }

    public JsonNode delete(ApiPath path) throws Refused {
        return json(request(path).timeout(ANSWER_MAX).DELETE().build());
    }

    /** Posts JSON and waits as long as big work may take. */
    public JsonNode post(ApiPath path, JsonNode body) throws Refused {
        return post(path, BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8), "application/json");
    }

    public JsonNode post(ApiPath path, BodyPublisher body, String mediaType) throws Refused {
        return json(request(path)
                .timeout(LONG_WORK_MAX)
                .header("Content-Type", mediaType)
                .POST(body)
                .build());
    }

    /**
     * Streams an answer into {@code to}, which the caller closes.
     *
     * @return bytes written
     */
    public long download(ApiPath path, OutputStream to, java.util.function.LongConsumer progress) throws Refused {
        HttpResponse<InputStream> response =
                send(request(path).timeout(LONG_WORK_MAX).GET().build());
        try (InputStream body = watched(response, Long.MAX_VALUE)) {
            check(response, body);
            byte[] buffer = new byte[64 * 1024];
            long count = 0;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                to.write(buffer, 0, n);
                count += n;
                progress.accept(count);
            }
            return count;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private HttpRequest.Builder request(ApiPath path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path.text()))
                .header("Accept", "application/json, application/problem+json, */*;q=0.1");
        if (!address.token().isEmpty()) {
            request.header("Authorization", "Bearer " + address.token());
        }
        return request;
    }

    private JsonNode json(HttpRequest request) throws Refused {
        HttpResponse<InputStream> response = send(request);
        byte[] bytes;
        try (InputStream body = watched(response, ANSWER_BYTES_MAX)) {
            check(response, body);
            bytes = body.readAllBytes();
        } catch (IOException e) {
            throw broken(e);
        }
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return BoundedJson.parse(bytes);
        } catch (Refused e) {
            throw new Fault("the answer of " + base() + " is not JSON of a Commonwatch node: " + e.refusal(), e);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            throw new Fault("no answer from " + base() + " within " + Outbound.CONNECT_MAX.toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            throw new Fault(
                    "the node at " + base()
                            + " took longer than expected; it may still be working, see: commonwatch status",
                    e);
        } catch (ConnectException e) {
            throw new Fault("no node is running at " + base() + "; " + address.startHint(), e);
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault("interrupted while waiting for " + base(), e);
        }
    }

    private WatchedStream watched(HttpResponse<InputStream> response, long bytesMax) {
        return new WatchedStream(response.body(), new WatchedStream.Bounds(bytesMax, idleMax, LONG_WORK_MAX));
    }

    private void check(HttpResponse<InputStream> response, InputStream body) throws IOException, Refused {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        throw Problems.of(base(), status, body.readNBytes(Problems.BYTES_MAX));
    }

    private Fault broken(IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Fault("the connection to " + base() + " broke: " + reason, e);
    }
}
