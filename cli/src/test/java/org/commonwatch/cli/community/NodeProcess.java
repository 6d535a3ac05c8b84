package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/** A real node in a process of its own, as the packaging built it. */
final class NodeProcess implements AutoCloseable {
    /** For whatever a node does in a moment, on a machine that has many times too much to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx160m",
            "-XX:MaxMetaspaceSize=160m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path home;
    private final String port;
    private final Map<String, String> variables;
    private final List<String> javaOptions;
    private final List<String> more;
    private Process process;
    private final String url;

    /** One for each life of the node: connections to the last one are not tried again. */
    private HttpClient client = HttpClient.newHttpClient();

    private NodeProcess(
            Path home, String port, Map<String, String> variables, List<String> javaOptions, List<String> more) {
        this.home = home;
        this.port = port;
        this.variables = Map.copyOf(variables);
        this.javaOptions = List.copyOf(javaOptions);
        this.more = List.copyOf(more);
        this.process = launch();
        this.url = ready();
    }

    /** The jar of the node, when this build has packaged it. */
    static Path jar() {
        return Path.of(System.getProperty("commonwatch.root", "."), "node/target/quarkus-app/quarkus-run.jar");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }

    static NodeProcess start(Path home, String... more) {
        return new NodeProcess(home, "0", Map.of(), List.of(), List.of(more));
    }

    /** With more variables in its environment. */
    static NodeProcess start(Path home, Map<String, String> variables) {
        return new NodeProcess(home, "0", variables, List.of(), List.of());
    }

    /** At a port that is free, whose Java machine has more options. */
    static NodeProcess start(Path home, int port, Map<String, String> variables, List<String> javaOptions) {
        return new NodeProcess(home, Integer.toString(port), variables, javaOptions, List.of());
    }

    /** Those of these names, as {@link #startAll(List, List)}. */
    static List<NodeProcess> startAll(Path folder, List<NodeProcess> started, String... names) {
        return startAll(
                started,
                Stream.of(names)
                        .<Supplier<NodeProcess>>map(name -> () -> start(folder.resolve(name)))
                        .toList());
    }

    /** Side by side: most of a start is waiting. Each is put into {@code started} as soon as it runs, in this order. */
    static List<NodeProcess> startAll(List<NodeProcess> started, List<Supplier<NodeProcess>> starts) {
        List<CompletableFuture<NodeProcess>> starting = starts.stream()
                .map(start -> CompletableFuture.supplyAsync(
                        start, task -> Thread.ofPlatform().start(task)))
                .toList();
        starting.forEach(one -> one.handle((node, failure) -> failure == null && started.add(node))
                .join());
        return starting.stream().map(CompletableFuture::join).toList();
    }

    /** Several again, side by side. */
    static void startAllAgain(NodeProcess... nodes) {
        Stream.of(nodes)
                .map(node -> CompletableFuture.runAsync(
                        node::startAgain, task -> Thread.ofPlatform().start(task)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** The same folder at the same address again. */
    void startAgain() {
        String same = url.substring(url.lastIndexOf(':') + 1);
        process = new NodeProcess(home, same, variables, javaOptions, List.of()).process;
        client = HttpClient.newHttpClient();
    }

    private Process launch() {
        try {
            Files.createDirectories(home);
            ProcessBuilder builder = new ProcessBuilder(java());
            builder.command().addAll(javaOptions);
            builder.command().addAll(OPTIONS);
            StartCache.of(jar(), OPTIONS).ifPresent(cache -> builder.command().add("-XX:AOTCache=" + cache));
            builder.command().addAll(List.of("-jar", jar().toString(), "up"));
            builder.command().addAll(List.of("--home", home.toString(), "--port", port, "--with-parent"));
            builder.command().addAll(more);
            builder.environment()
                    .keySet()
                    .removeAll(List.of(
                            "COMMONWATCH_URL",
                            "COMMONWATCH_OWNER_TOKEN",
                            "COMMONWATCH_SECRET_FILE",
                            "COMMONWATCH_COUNCIL_ADDRESS",
                            "COMMONWATCH_COUNCIL_LISTEN"));
            builder.environment().putAll(variables);
            Path errors = home.resolve("test.err");
            NodeLogs.watch(errors);
            builder.redirectError(Redirect.appendTo(errors.toFile()));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("starting a node in " + home, e);
        }
    }

    private String ready() {
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            @Nullable String line = out.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new AssertionError("no node in " + home);
            }
            // What it says is where other nodes reach it.
            return "http://127.0.0.1:"
                    + URI.create(line.substring("ready ".length())).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("starting a node in " + home, e);
        }
    }

    String url() {
        return url;
    }

    Path home() {
        return home;
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    JsonNode get(String path) {
        return good(send(request(path).GET()));
    }

    JsonNode post(String path, JsonNode body) {
        return good(answer(path, body));
    }

    JsonNode put(String path, JsonNode body) {
        return good(send(putting(path, body)));
    }

    /** The code of the refusal that comes back. */
    String refusal(String path, JsonNode body) {
        return refusal(path, answer(path, body));
    }

    /** The same for something that is put. */
    String refusalToPut(String path, JsonNode body) {
        return refusal(path, send(putting(path, body)));
    }

    private HttpRequest.Builder putting(String path, JsonNode body) {
        return request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body.toString()));
    }

    private static String refusal(String path, HttpResponse<byte[]> response) {
        if (response.statusCode() < 400) {
            throw new AssertionError("was not refused: " + path);
        }
        return parse(response.body()).path("code").asText();
    }

    private HttpResponse<byte[]> answer(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    JsonNode importStix(String json) {
        return good(send(request("/api/v1/imports?format=stix&tlp=green&source=test")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))));
    }

    JsonNode importText(String text) {
        return importText(text, "green");
    }

    JsonNode importText(String text, String tlp) {
        return good(send(request("/api/v1/imports?format=text&tlp=" + tlp + "&source=test")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(text))));
    }

    HttpResponse<byte[]> bundle(String community, byte[] bundle) {
        return send(request("/api/v1/communities/" + community + "/bundle")
                .header("Content-Type", "application/vnd.commonwatch.bundle.v1")
                .POST(BodyPublishers.ofByteArray(bundle)));
    }

    /** Raw bytes with or without the owner's token. */
    HttpResponse<byte[]> fetch(String path, boolean asOwner) {
        HttpRequest.Builder request = asOwner ? request(path) : HttpRequest.newBuilder(URI.create(url + path));
        return send(request.GET());
    }

    /** As the owner, by one who takes gzip. */
    HttpResponse<byte[]> fetchPacked(String path) {
        return send(request(path).header("Accept-Encoding", "gzip").GET());
    }

    JsonNode delete(String path) {
        return good(send(request(path).DELETE()));
    }

    /** Whether a value is found in a log. */
    boolean finds(String value, String log) {
        for (JsonNode hit : get("/api/v1/search?q=value:" + value).path("hits")) {
            if (hit.path("log").asText().equals(log)) {
                return true;
            }
        }
        return false;
    }

    JsonNode community(String name) {
        return get("/api/v1/communities/" + name);
    }

    /** Waits until something holds; what it was is told when it does not. */
    static void eventually(String what, Supplier<Boolean> holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain: " + what);
            }
            pause();
        }
    }

    static void pause() {
        pause(Duration.ofMillis(20));
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            String token = Files.readString(home.resolve("owner.token")).strip();
            return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the token in " + home, e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("asking a node", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode good(HttpResponse<byte[]> response) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.uri() + " was answered " + response.statusCode() + ": "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return parse(response.body());
    }

    private static JsonNode parse(byte[] body) {
        try {
            return BoundedJson.parse(body);
        } catch (Refused e) {
            throw new AssertionError("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    /** Side by side: a node takes a second to end. */
    static void closeAll(List<NodeProcess> nodes) {
        nodes.forEach(node -> node.process.destroy());
        nodes.forEach(NodeProcess::await);
    }

    @Override
    public void close() {
        closeAll(List.of(this));
    }
}
