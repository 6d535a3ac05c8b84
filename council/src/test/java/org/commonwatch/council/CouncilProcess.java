package org.commonwatch.council;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * One node of a council as a process, for tests that kill it. Told what to do by lines on standard input, tells what came of
 * it by lines on standard output. Serves its log over HTTP for those who join.
 */
final class CouncilProcess {
    /** Appends under way in a load. */
    static final int LOAD_UNDER_WAY = 64;

    private final CouncilSequencer node;
    private final SigningKey author;
    private volatile boolean loading;
    private Optional<Thread> loader = Optional.empty();

    private CouncilProcess(CouncilSequencer node, SigningKey author) {
        this.node = node;
        this.author = author;
    }

    /** Number, home, own address, own HTTP port, HTTP ports of others, {@code open} or {@code join}, seats to join. */
    public static void main(String[] args) throws IOException, Refused {
        int number = Integer.parseInt(args[0]);
        List<LogSource> sources = new ArrayList<>();
        for (String port : args[4].split(",")) {
            sources.add(new HttpSource(port));
        }
        CouncilSettings settings = Party.settings(number, args[2], Path.of(args[1]), () -> sources);
        CouncilSequencer node = args[5].equals("open")
                ? CouncilSequencer.open(settings)
                : CouncilSequencer.join(
                        settings,
                        Arrays.stream(args[6].split(","))
                                .map(CouncilProcess::seat)
                                .toList());
        serve(node, Integer.parseInt(args[3]));
        say("ready");
        new CouncilProcess(node, Party.author(number)).obey();
    }

    static Seat seat(String text) {
        return new Seat(text.substring(0, text.indexOf('@')), text.substring(text.indexOf('@') + 1));
    }

    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "load" -> {
                    loading = true;
                    loader = Optional.of(Thread.ofPlatform().daemon().start(this::load));
                }
                case "rest" -> rest();
                case "status" -> status();
                case "seats" -> Thread.ofPlatform().daemon().start(() -> seats(words[1]));
                case "has" -> has(Long.parseLong(words[1]));
                case "quit" -> {
                    loading = false;
                    node.close();
                    say("closed");
                    System.exit(0);
                }
                default -> say("what? " + line);
            }
        }
        // Whoever started it is gone.
        System.exit(1);
    }

    private void rest() {
        loading = false;
        try {
            if (loader.isPresent()) {
                loader.get().join();
            }
            say("rested");
        } catch (InterruptedException e) {
            say("interrupted");
        }
    }

    private void status() {
        Finality now = node.finality();
        say("status " + (node.leads() ? "leads" : "follows") + " " + now.acceptedSize() + " " + now.publishedSize()
                + " " + now.finalSize() + " " + node.seats().size());
    }

    private void seats(String text) {
        try {
            node.seats(Arrays.stream(text.split(",")).map(CouncilProcess::seat).toList());
            say("seated");
        } catch (Refused | IOException | RuntimeException e) {
            say("unseated " + e);
        }
    }

    private void has(long index) {
        try {
            say("has " + index + " "
                    + Envelope.parse(node.reader().entry(index).bytes()).id().hex());
        } catch (Refused | RuntimeException e) {
            say("has " + index + " nothing");
        }
    }

    /** Appends as fast as answers come; after a failure from where the lane stands. */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is said
    private void load() {
        Semaphore room = new Semaphore(LOAD_UNDER_WAY);
        LanePosition position = node.nextPosition(author.id());
        int number = 0;
        while (loading) {
            room.acquireUninterruptibly();
            if (position.sequence() % LOAD_UNDER_WAY == 0) {
                // Whatever was refused: all answers are in, so the lane stands still.
                room.acquireUninterruptibly(LOAD_UNDER_WAY - 1);
                position = node.nextPosition(author.id());
                room.release(LOAD_UNDER_WAY - 1);
            }
            Envelope envelope = Party.statement(author, position, number++);
            position = position.next(envelope.id());
            node.append(envelope).whenComplete((receipt, failure) -> {
                room.release();
                say(
                        receipt != null
                                ? "ack " + receipt.index() + " "
                                        + receipt.statementId().hex()
                                : "no " + failure);
            });
        }
        room.acquireUninterruptibly(LOAD_UNDER_WAY);
    }

    private static void serve(CouncilSequencer node, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(
                Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory()));
        server.createContext("/", exchange -> {
            try (exchange) {
                Optional<byte[]> file = node.reader()
                        .resource(exchange.getRequestURI().getPath().substring(1));
                byte[] body = file.orElseGet(() -> new byte[0]);
                exchange.sendResponseHeaders(file.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** Another node's log over HTTP. */
    private record HttpSource(String port) implements LogSource {
        private static final HttpClient HTTP = HttpClient.newHttpClient();

        @Override
        public String name() {
            return "http://127.0.0.1:" + port;
        }

        @Override
        public Optional<byte[]> checkpoint() throws IOException {
            return resource("checkpoint", Integer.MAX_VALUE);
        }

        @Override
        public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(name() + "/" + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try {
                HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
                return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public Optional<byte[]> payload(Digest statementId, int bytesMax) {
            return Optional.empty();
        }
    }
}
