package org.commonwatch.node.sources;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The machine's own MQTT broker on a port of its own, with what it keeps in a folder of the test. */
final class Mosquitto implements AutoCloseable {
    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"));
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private final Path program;
    private final Path configuration;
    private final int port;
    private Process process;

    private Mosquitto(Path program, Path configuration, int port) throws IOException, InterruptedException {
        this.program = program;
        this.configuration = configuration;
        this.port = port;
        this.process = run();
    }

    static Optional<Path> installed() {
        Optional<Path> found = PLACES.stream().filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            System.err.println("skipped: there is no mosquitto on this machine");
        }
        return found;
    }

    /** @param more lines of its configuration */
    static Mosquitto start(Path program, Path folder, String more) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path kept = Files.createDirectories(folder.resolve("broker"));
        Path configuration = folder.resolve("mosquitto.conf");
        Files.writeString(configuration, """
                listener %d 127.0.0.1
                %s
                persistence true
                persistence_location %s/
                max_queued_messages 0
                max_queued_bytes 0
                max_inflight_messages 0
                user root
                log_dest none
                """.formatted(port, more, kept));
        return new Mosquitto(program, configuration, port);
    }

    URI address(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    /** Ends the broker as an administrator would: it writes down what it keeps. */
    void stop() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS), "mosquitto does not end");
    }

    void startAgain() throws IOException, InterruptedException {
        process = run();
    }

    private Process run() throws IOException, InterruptedException {
        Process started = new ProcessBuilder(program.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!answers()) {
            assertTrue(started.isAlive() && System.nanoTime() < deadline, "mosquitto does not start");
            Thread.sleep(20);
        }
        return started;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
