package org.commonwatch.cli.community;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.ledger.vault.SecretPlace;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as child processes in a folder that is deleted with them. Each listens on a free port and ends when its standard
 * input does, so that none outlives this process, however it ends.
 */
final class DemoNodes implements AutoCloseable {
    private static final int STOP_SECONDS_MAX = 20;
    private static final int ERROR_LINES_SHOWN = 5;
    private static final String COUNCIL_ADDRESS = "COMMONWATCH_COUNCIL_ADDRESS";

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> homes = new ArrayList<>();
    private final Thread atExit = new Thread(this::end, "end-nodes");
    private long startNanos;
    private volatile boolean ended;

    private DemoNodes(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param council each gets an address at which it can order a log with others */
    static DemoNodes start(int count, boolean council, Surroundings surroundings) {
        long start = System.nanoTime();
        DemoNodes nodes = new DemoNodes(temporary());
        try {
            for (int i = 0; i < count; i++) {
                nodes.launch(i, council, surroundings);
            }
            for (int i = 0; i < count; i++) {
                nodes.awaitReady(i);
            }
            nodes.startNanos = System.nanoTime() - start;
            return nodes;
        } catch (IOException e) {
            nodes.close();
            throw new Fault("cannot start a node: " + e.getMessage(), e);
        } catch (Fault e) {
            nodes.close();
            throw e;
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("commonwatch-demo");
        } catch (IOException e) {
            throw new Fault("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    private void launch(int number, boolean council, Surroundings surroundings) throws IOException {
        String root = System.getProperty("commonwatch.root", "");
        Path launcher = Path.of(root, "commonwatch");
        if (root.isEmpty() || !Files.isExecutable(launcher)) {
            throw new Fault("the demo starts its nodes through the launcher; run ./commonwatch demo");
        }
        Path home = DemoCommand.home(folder, number);
        Files.createDirectories(home);
        ProcessBuilder builder = new ProcessBuilder(
                launcher.toString(), "up", "--home", home.toString(), "--port", "0", "--sample", "--with-parent");
        // The owner's settings are not these nodes'.
        builder.environment()
                .keySet()
                .removeAll(List.of(
                        "COMMONWATCH_URL",
                        "COMMONWATCH_OWNER_TOKEN",
                        COUNCIL_ADDRESS,
                        "COMMONWATCH_COUNCIL_LISTEN",
                        SecretPlace.VARIABLE));
        builder.environment().put("COMMONWATCH_HOME", home.toString());
        if (council) {
            builder.environment().put(COUNCIL_ADDRESS, "127.0.0.1:" + freePort());
        }
        // What locks their keys goes with the folder.
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.directory(surroundings.folder().toFile());
        builder.redirectError(Redirect.to(home.resolve("demo.err").toFile()));
        homes.add(home);
        processes.add(builder.start());
    }

    /** A port that was free a moment ago: Raft needs one that stays the same when a node comes back. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(int number) throws IOException {
        // Read to the `ready` line only; the node prints nothing after it.
        BufferedReader out = new BufferedReader(
                new InputStreamReader(processes.get(number).getInputStream(), StandardCharsets.UTF_8));
        @Nullable String line = out.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new Fault("a node did not start: " + lastErrors(homes.get(number)));
        }
    }

    private static String lastErrors(Path home) throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("demo.err"));
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - ERROR_LINES_SHOWN), lines.size()));
    }

    Path folder() {
        return folder;
    }

    List<Path> homes() {
        return List.copyOf(homes);
    }

    long startNanos() {
        return startNanos;
    }

    /** Process ids, in the order of the nodes. */
    List<Long> processes() {
        return processes.stream().map(Process::pid).toList();
    }

    /**
     * Until more nodes than may have ended, or this process is told to.
     *
     * @param told is told the number of each node that ends
     */
    void await(int mayEnd, IntConsumer told) {
        Set<Integer> gone = new HashSet<>();
        try {
            while (!ended) {
                for (int i = 0; i < processes.size(); i++) {
                    if (!processes.get(i).isAlive() && gone.add(i)) {
                        if (gone.size() > mayEnd) {
                            throw new Fault("a node has ended by itself");
                        }
                        told.accept(i);
                    }
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        delete();
    }

    private void delete() {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path done, @Nullable IOException fault) throws IOException {
                    Files.deleteIfExists(done);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }
}
