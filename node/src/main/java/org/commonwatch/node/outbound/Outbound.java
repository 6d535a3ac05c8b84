package org.commonwatch.node.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks other servers and tells them things. One request at a time a caller, any number of callers. */
public final class Outbound {
    static final Duration CONNECT_MAX = Duration.ofSeconds(15);
    static final int REDIRECTS_MAX = 5;

    /** As much of an error page as is read, so that the connection can be used again. */
    private static final long ERROR_BYTES_MAX = 64 * 1024;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int OK = 200;

    static {
        // The name goes into the Host header when the connection is held to an address; read once by the platform's
        // client.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final Path folder;
    private final Function<String, Optional<String>> variables;
    private final Destinations destinations;
    private @Nullable Way way;

    /** Made when first needed: who asks nobody reads no certificates. */
    private record Way(HttpClient client, Proxies proxies) {}

    /**
     * @param folder for bodies while they are read; what an earlier process left there is deleted
     * @param variables environment variables by name
     */
    Outbound(Path folder, Function<String, Optional<String>> variables, Destinations.Resolver resolver) {
        this.folder = folder;
        this.variables = variables;
        this.destinations = new Destinations(
                resolver,
                HostRules.parse(variables.apply("COMMONWATCH_PRIVATE_HOSTS").orElse("")));
    }

    /** With the platform's name service; parameters as the constructor's. */
    public static Outbound in(Path folder, Function<String, Optional<String>> variables) {
        return new Outbound(folder, variables, InetAddress::getAllByName);
    }

    /**
     * One question.
     *
     * @param start the address the owner gave; the secret belongs to its origin
     * @param url what to ask: {@code start} itself or what a server named since
     * @param headers more headers by name
     * @param bytesMax longest body
     * @param timeMax for everything from the first connection to the last byte
     * @param headMax until an {@link Outbound#exchange answer} begins: who is gone without a word is given up long before one
     *     whose long answer comes slowly
     */
    public record Question(
            URI start,
            URI url,
            Optional<SecretHeader> secret,
            Map<String, String> headers,
            long bytesMax,
            Duration timeMax,
            Duration headMax) {
        public Question {
            headers = Map.copyOf(headers);
        }

        /** Whose answer may begin at any time. */
        public Question(
                URI start,
                URI url,
                Optional<SecretHeader> secret,
                Map<String, String> headers,
                long bytesMax,
                Duration timeMax) {
            this(start, url, secret, headers, bytesMax, timeMax, timeMax);
        }
    }

    /**
     * The answer after redirects, whatever its status.
     *
     * @throws OutboundFault when there is none within the bounds or where we do not go
     */
    public Answer get(Question question) throws OutboundFault, InterruptedException {
        long deadline = System.nanoTime() + question.timeMax().toNanos();
        URI url = question.url();
        Journey journey = destinations.from(question.start());
        if (way().proxies().isDirect(question.start())) {
            journey.checkStart();
        }
        journey.check(question.start(), url);
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            Path file = newFile();
            HttpResponse<Spool.Body> response =
                    send(request(question, url, journey).GET().build(), question, url, file, deadline);
            Answer answer = new Answer(response.statusCode(), url, response.headers(), file, response.body());
            if (!REDIRECTS.contains(response.statusCode())) {
                return decoded(answer, response.headers());
            }
            drop(answer);
            URI target = target(url, response.headers());
            journey.check(url, target);
            url = target;
        }
        throw new OutboundFault("redirects-too-many", "The server redirects more than " + REDIRECTS_MAX + " times.");
    }

    /** Whom this node trusts over TLS, also where it speaks something else than HTTP. */
    public SSLContext tls() throws OutboundFault {
        return way().client().sslContext();
    }

    /**
     * Asks for something small, or tells somebody something. A redirect is an answer like others and not followed: what is said to
     * one server is not for the next.
     *
     * @param method {@code GET} or {@code POST}
     * @param body what is sent, its type among the question's headers; empty with {@code GET}
     * @throws OutboundFault when there is no whole answer within the bounds or where we do not go
     */
    public Reply exchange(Question question, String method, byte[] body) throws OutboundFault, InterruptedException {
        HttpRequest.Builder request = start(question)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        long deadline = System.nanoTime() + question.timeMax().toNanos();
        CompletableFuture<@Nullable Void> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<byte[]>> pending = way().client().sendAsync(request.build(), info -> {
            head.complete(null);
            return new Small(question.bytesMax());
        });
        try {
            CompletableFuture.anyOf(head, pending).get(question.headMax().toNanos(), TimeUnit.NANOSECONDS);
            HttpResponse<byte[]> response = pending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    unpacked(response, question.bytesMax()));
        } catch (TimeoutException e) {
            Duration given = head.isDone() ? question.timeMax() : question.headMax();
            throw new OutboundFault("too-slow", "No complete answer came within " + given.toSeconds() + " seconds.", e);
        } catch (ExecutionException e) {
            throw fault(question.url(), e);
        } finally {
            pending.cancel(true);
        }
    }

    private static byte[] unpacked(HttpResponse<byte[]> response, long bytesMax) throws OutboundFault {
        if (!response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
            return response.body();
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            byte[] body = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bytesMax + 1));
            if (body.length > bytesMax) {
                throw new OutboundFault("body-too-big", "The unpacked answer is longer than " + bytesMax + " bytes.");
            }
            return body;
        } catch (IOException e) {
            throw e instanceof OutboundFault own
                    ? own
                    : new OutboundFault("content-encoding", "The packed answer is damaged.", e);
        }
    }

    /**
     * Opens an answer that goes on, such as a stream of events; {@link Question#timeMax} is for its head alone. The caller
     * reads it on a thread of its own and closes it, which ends the connection.
     *
     * @throws OutboundFault when the answer is not 200
     */
    public InputStream stream(Question question) throws OutboundFault, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> pending =
                way().client().sendAsync(start(question).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            HttpResponse<InputStream> response = pending.get(question.timeMax().toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != OK) {
                response.body().close();
                throw new OutboundFault(
                        "status-" + response.statusCode(),
                        "The stream was answered with status " + response.statusCode() + ".");
            }
            return response.body();
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new OutboundFault("too-slow", "The stream did not begin in time.", e);
        } catch (ExecutionException e) {
            throw fault(question.url(), e);
        } catch (IOException e) {
            throw e instanceof OutboundFault own ? own : new OutboundFault("no-answer", "The stream broke.", e);
        }
    }

    private HttpRequest.Builder start(Question question) throws OutboundFault {
        Journey journey = destinations.from(question.start());
        if (way().proxies().isDirect(question.start())) {
            journey.checkStart();
        }
        journey.check(question.start(), question.url());
        return request(question, question.url(), journey);
    }

    private HttpResponse<Spool.Body> send(HttpRequest request, Question question, URI url, Path file, long deadline)
            throws OutboundFault, InterruptedException {
        CompletableFuture<HttpResponse<Spool.Body>> pending =
                way().client().sendAsync(request, info -> spool(file, question.bytesMax(), info.statusCode()));
        boolean done = false;
        try {
            HttpResponse<Spool.Body> response = pending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            done = true;
            return response;
        } catch (TimeoutException e) {
            throw new OutboundFault(
                    "too-slow",
                    "No complete answer came within " + question.timeMax().toSeconds() + " seconds.",
                    e);
        } catch (ExecutionException e) {
            throw fault(url, e);
        } finally {
            if (!done) {
                pending.cancel(true);
                delete(file);
            }
        }
    }

    private HttpRequest.Builder request(Question question, URI url, Journey journey) throws OutboundFault {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        Optional<InetAddress> held =
                "http".equalsIgnoreCase(url.getScheme()) && way().proxies().isDirect(url)
                        ? journey.address(url)
                        : Optional.empty();
        if (held.isPresent()) {
            request.uri(at(held.orElseThrow(), url)).header("Host", url.getRawAuthority());
        } else {
            request.uri(url);
        }
        request
                // Without TLS the client would ask to change to HTTP/2, which small servers do not understand.
                .version(
                        "https".equalsIgnoreCase(url.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .header("User-Agent", "commonwatch")
                .header("Accept-Encoding", "gzip");
        question.headers().forEach(request::header);
        if (Destinations.sameOrigin(question.start(), url)) {
            question.secret().ifPresent(secret -> request.header(secret.name(), secret.reveal()));
        }
        return request;
    }

    /** The same address with the host's name replaced by where it was found. */
    private static URI at(InetAddress address, URI url) {
        String literal =
                address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create("http://" + literal.replace("%", "%25") + port + url.getRawPath() + query);
    }

    private static HttpResponse.BodySubscriber<Spool.Body> spool(Path file, long bytesMax, int status) {
        try {
            return status == OK ? new Spool(file, bytesMax, false) : new Spool(file, ERROR_BYTES_MAX, true);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("opening " + file, e);
        }
    }

    private static Answer decoded(Answer answer, HttpHeaders headers) throws OutboundFault {
        String encoding = headers.firstValue("Content-Encoding").orElse("identity");
        if (Set.of("identity", "gzip", "x-gzip", "").contains(encoding.toLowerCase(java.util.Locale.ROOT))) {
            return answer;
        }
        drop(answer);
        throw new OutboundFault(
                "content-encoding", "The answer is packed in a way nobody asked for; gzip was offered.");
    }

    private static URI target(URI from, HttpHeaders headers) throws OutboundFault {
        try {
            String location = headers.firstValue("Location").orElse("");
            if (!location.isEmpty()) {
                return from.resolve(location);
            }
        } catch (IllegalArgumentException e) {
            throw new OutboundFault("redirect-address", "The server redirects to something that is no address.", e);
        }
        throw new OutboundFault("redirect-address", "The server redirects without saying where.");
    }

    private static OutboundFault fault(URI url, ExecutionException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof OutboundFault own) {
                return own;
            }
        }
        String why = e.getCause() == null || e.getCause().getMessage() == null
                ? "the connection broke"
                : e.getCause().getMessage();
        return new OutboundFault("no-answer", "No complete answer came from " + url.getHost() + ": " + why + ".", e);
    }

    /**
     * The authorities that every way out trusts, for connections that are not HTTP.
     *
     * @throws OutboundFault when the extra file cannot be read or holds no certificate
     */
    public SSLContext trusted() throws OutboundFault {
        Optional<Path> authorities = authorities();
        try {
            return authorities.isPresent() ? Authorities.with(authorities.orElseThrow()) : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new OutboundFault("ca-file", "The platform's certificate authorities cannot be used.", e);
        }
    }

    private Optional<Path> authorities() {
        return variables
                .apply("COMMONWATCH_CA_FILE")
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    private synchronized Way way() throws OutboundFault {
        if (way == null) {
            Proxies proxies = new Proxies(variables);
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_MAX)
                    .proxy(proxies);
            if (proxies.haveLogin()) {
                // Only then: with an authenticator the client takes a 401 that names no scheme for a broken answer.
                builder.authenticator(proxies.login());
            }
            Optional<Path> authorities = authorities();
            if (authorities.isPresent()) {
                builder.sslContext(Authorities.with(authorities.orElseThrow()));
            }
            clearFolder();
            way = new Way(builder.build(), proxies);
        }
        return way;
    }

    private void clearFolder() throws OutboundFault {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new OutboundFault("disk", "The folder for downloads cannot be used.", e);
        }
    }

    private Path newFile() throws OutboundFault {
        way();
        try {
            return Files.createTempFile(folder, "answer-", ".part");
        } catch (IOException e) {
            throw new OutboundFault("disk", "There is no room for the answer.", e);
        }
    }

    private static void drop(Answer answer) throws OutboundFault {
        try {
            answer.close();
        } catch (IOException e) {
            throw new OutboundFault("disk", "A download cannot be deleted.", e);
        }
    }

    private static void delete(Path file) throws OutboundFault {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new OutboundFault("disk", "A download cannot be deleted.", e);
        }
    }
}
