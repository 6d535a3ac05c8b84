package org.commonwatch.flink.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;

/** The node as it was packaged by this build, as a process of its own that can be killed and started again. */
final class RunningNode implements AutoCloseable {
    private static final Path JAR =
            Path.of(System.getProperty("commonwatch.root", ".."), "node/target/quarkus-app/quarkus-run.jar");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private Process process;
    private URI url;

    RunningNode(Path home) throws IOException {
        this.home = home;
        this.process = start(0);
        this.url = ready(process);
    }

    /** Why there is none, if so. */
    static Optional<String> missing() {
        return Files.exists(JAR) ? Optional.empty() : Optional.of("the node is not packaged: " + JAR);
    }

    private Process start(int port) throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        JAR.toString(),
                        "up",
                        "--home",
                        home.toString(),
                        "--port",
                        Integer.toString(port))
                .redirectError(home.resolveSibling("node.err").toFile())
                .start();
        // Also when the test itself is ended.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(started::destroyForcibly));
        return started;
    }

    private URI ready(Process started) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("ready ")) {
                return URI.create(line.substring("ready ".length()).strip());
            }
        }
        throw new AssertionError("the node ended: " + Files.readString(home.resolveSibling("node.err")));
    }

    /** As the loss of power to this process. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** At the address it had, from the folder it had. */
    void startAgain() throws IOException {
        process = start(url.getPort());
        url = ready(process);
    }

    URI url() {
        return url;
    }

    /** Holds the owner's token. */
    Path ownerToken() {
        return home.resolve("owner.token");
    }

    JsonNode get(String path) throws Exception {
        return call(request(path).GET(), 200);
    }

    JsonNode post(String path, String type, String body, int status) throws Exception {
        return call(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)), status);
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(url.resolve(path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(ownerToken()).strip());
    }

    private JsonNode call(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return BoundedJson.parse(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
