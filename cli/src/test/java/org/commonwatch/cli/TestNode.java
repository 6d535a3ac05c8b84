package org.commonwatch.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that gives the answers it was told and remembers what it was asked. */
final class TestNode implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests-0123456789";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    /** One request. */
    record Asked(String method, String path, String body, String authorization) {}

    /** Writes an answer. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    TestNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("opening a port for the test", e);
        }
        server.setExecutor(threads);
        server.start();
    }

    TestNode on(String path, Answer answer) {
        server.createContext(path, exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    body,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
            answer.to(exchange);
            exchange.close();
        });
        return this;
    }

    TestNode answers(String path, int status, String json) {
        return on(path, exchange -> send(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8)));
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked last() {
        return asked.getLast();
    }

    Shell shell(java.nio.file.Path folder) {
        return new Shell(folder).with("COMMONWATCH_URL", url()).with("COMMONWATCH_OWNER_TOKEN", TOKEN);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
