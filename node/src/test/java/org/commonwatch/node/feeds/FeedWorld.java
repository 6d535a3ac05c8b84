package org.commonwatch.node.feeds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.LocalStore;
import org.commonwatch.node.spine.SqliteStore;

/** One node's feeds with a real local.db, a real server on loopback, a clock that stands and a home log in memory. */
final class FeedWorld implements AutoCloseable {
    final MemoryHomeLog log = new MemoryHomeLog();
    final FeedStore store;
    final Members members;
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final Home home;
    private final SqliteStore local;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, HttpHandler> pages = new ConcurrentHashMap<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Instant polledAt = now;

    FeedWorld(Path folder) throws IOException {
        this.folder = folder;
        home = Home.open(folder.resolve("home"));
        local = LocalStore.open(home, List.of(new FeedTables()));
        store = new FeedStore(local);
        members = new Members(local);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            HttpHandler page = pages.get(exchange.getRequestURI().getPath());
            if (page == null) {
                send(exchange, 404, "", Map.of());
            } else {
                page.handle(exchange);
            }
        });
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void on(String path, HttpHandler page) {
        pages.put(path, page);
    }

    void serve(String path, String body) {
        on(path, exchange -> send(exchange, 200, body, Map.of()));
    }

    Feed add(String kind, String path, String vanished) throws Refused {
        String json = "{\"name\":\"f\",\"kind\":\"%s\",\"url\":\"%s\",\"vanished\":\"%s\",\"every_minutes\":60}"
                .formatted(kind, url(path), vanished);
        store.add(NewFeed.read(json.getBytes(StandardCharsets.UTF_8)), now);
        return feed();
    }

    Feed feed() {
        return store.named("f").orElseThrow();
    }

    /** Polls with everything made anew, as after a restart; then lets the clock run to when the feed is due again. */
    Feed poll() throws InterruptedException {
        Clock clock = clock();
        Fetch fetch = new Fetch(Outbound.in(folder.resolve("downloads"), name -> Optional.empty()), clock);
        Map<FeedKind, Poll> polls = new EnumMap<>(Feeds.polls(fetch, log, clock, store, members));
        Poll list = new ListPoll(
                fetch,
                new Fetch.Bounds(100_000, Duration.ofMinutes(2)),
                new Landing(log, members, clock),
                new Withdrawal(log, members, clock));
        polls.put(FeedKind.CSV, list);
        polls.put(FeedKind.TEXT, list);
        FeedScheduler scheduler =
                new FeedScheduler(store, polls, new Schedule(new Random(7)), clock, () -> "b-1", Thread::interrupt);
        requests.clear();
        if (!scheduler.pollDue()) {
            throw new IllegalStateException("the feed is not due at " + now + " but at " + feed().due());
        }
        Feed after = feed();
        polledAt = now;
        now = after.due();
        return after;
    }

    static void send(HttpExchange exchange, int status, String body, Map<String, String> headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, status == 304 || bytes.length == 0 ? -1 : bytes.length);
        if (status != 304 && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Promises more than it sends and hangs up. */
    static void cut(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        local.close();
        home.close();
    }
}
