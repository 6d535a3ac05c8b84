package org.commonwatch.node.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** The node as it is shipped, in a process of its own on a port of its own, with the options of the launcher. */
final class NodeProcess implements AutoCloseable {
    private static final String OWNER_TOKEN = "the-owner-of-the-process";
    private static final Duration ANSWER_MAX = Duration.ofMinutes(2);
    private static final int STOP_SECONDS_MAX = 180;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static volatile Optional<Path> errors = Optional.empty();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final URI root;

    private NodeProcess(Process process, URI root) {
        this.process = process;
        this.root = root;
    }

    /** Where the packaged node is; empty in a run of tests that does not come after packaging. */
    static Optional<Path> packaged() {
        Optional<Path> found = Optional.ofNullable(System.getProperty("commonwatch.packaged"))
                .map(folder -> Path.of(folder).resolve("quarkus-run.jar"))
                .filter(Files::isReadable);
        if (found.isEmpty()) {
            System.err.println("skipped: the packaged node is tested after packaging, by verify");
        }
        return found;
    }

    static NodeProcess start(Path jar, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx160m",
                "-Xss512k",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString(),
                "up",
                "--home",
                home.toString(),
                "--port",
                "0");
        builder.environment().put("COMMONWATCH_OWNER_TOKEN", OWNER_TOKEN);
        Path log = home.resolveSibling("node.err");
        errors = Optional.of(log);
        Process process = builder.redirectError(Redirect.appendTo(log.toFile())).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = said.readLine();
        }
        assertTrue(line != null, "the node did not start");
        return new NodeProcess(
                process,
                URI.create(String.valueOf(line).substring("ready ".length()).strip() + "/"));
    }

    /** Puts the end of what the node wrote into the message of a test that fails: an output far away tells nothing else. */
    static final class LastWords implements TestExecutionExceptionHandler {
        private static final int LINES_MAX = 60;

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            if (errors.isEmpty() || failure instanceof TestAbortedException) {
                throw failure;
            }
            List<String> lines = Files.readString(errors.orElseThrow(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
            throw new AssertionError(failure.getMessage() + "\n---- the node:\n" + end, failure);
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As a service manager stops it. */
    void stop() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS), "the node does not stop");
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json(to(path).GET(), 200);
    }

    JsonNode post(String path, String type, String body, int status) throws IOException, InterruptedException {
        return json(to(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)), status);
    }

    String page(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(to(path).header("Accept", "text/html").GET());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(root.resolve(path.substring(1)))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + OWNER_TOKEN);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode json(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request);
        assertEquals(status, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
