package org.commonwatch.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;

/**
 * A file fetched from the web into a temporary file before anything is done with it, so that a broken transfer is never
 * half imported. Only http and https; redirects are followed by hand, at most {@link #REDIRECTS_MAX}, never from https
 * down to http; a login in the address goes to the address's own host only and is never shown.
 */
public final class WebFile implements AutoCloseable {
    /** One fetched file in bytes: above the biggest public feeds, below what fills a disk unnoticed. */
    static final long BYTES_MAX = 1024L * 1024 * 1024;

    static final int REDIRECTS_MAX = 5;
    private static final Duration HEADERS_MAX = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

    private final Path file;
    private final URI from;

    private WebFile(Path file, URI from) {
        this.file = file;
        this.from = from;
    }

    /** Whether an argument is meant as an address and not as a file's name. */
    public static boolean isAddress(String argument) {
        return ADDRESS.matcher(argument).matches();
    }

    /** The address, when it is one we fetch from. */
    public static Optional<URI> parse(String argument) {
        try {
            URI uri = new URI(argument);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Fetches with the bounds above. */
    public static WebFile fetch(URI address, Surroundings surroundings) {
        return fetch(
                address,
                Outbound.client(surroundings),
                surroundings.console(),
                new WatchedStream.Bounds(BYTES_MAX, Duration.ofSeconds(60), Duration.ofMinutes(30)));
    }

    static WebFile fetch(URI address, HttpClient client, Console console, WatchedStream.Bounds bounds) {
        URI at = address;
        try {
            for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
                HttpResponse<InputStream> response = client.send(request(at, address), BodyHandlers.ofInputStream());
                int status = response.statusCode();
                if (status == 200) {
                    return new WebFile(save(response, at, console, bounds), address);
                }
                response.body().close();
                if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
                    throw new Fault(shown(at) + " answered " + status);
                }
                at = next(at, response.headers().firstValue("Location").orElse(""));
            }
            throw new Fault(shown(address) + " redirects more than " + REDIRECTS_MAX + " times");
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new Fault("fetching " + shown(at) + " failed: " + SafeText.line(reason), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault("interrupted while fetching " + shown(at), e);
        }
    }

    public Path file() {
        return file;
    }

    /** Where it came from, without login, query and fragment, which may hold keys. */
    public String name() {
        return shown(from);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Fault("cannot delete the temporary file " + file, e);
        }
    }

    private static HttpRequest request(URI at, URI first) {
        URI bare = withoutLogin(at);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(bare).timeout(HEADERS_MAX).GET();
        boolean sameHost = at.getHost().equalsIgnoreCase(first.getHost())
                && at.getPort() == first.getPort()
                && at.getScheme().equalsIgnoreCase(first.getScheme());
        if (sameHost && first.getRawUserInfo() != null) {
            String login = URLDecoder.decode(first.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    private static Path save(HttpResponse<InputStream> response, URI at, Console console, WatchedStream.Bounds bounds)
            throws IOException {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
        if (length > bounds.bytesMax()) {
            response.body().close();
            throw new Fault(shown(at) + " is " + Progress.bytes(length) + " long; at most "
                    + Progress.bytes(bounds.bytesMax()) + " is fetched");
        }
        Path file = Files.createTempFile("commonwatch-fetch-", ".part");
        boolean kept = false;
        try (InputStream body = new WatchedStream(response.body(), bounds);
                OutputStream out = Files.newOutputStream(file);
                Progress progress = console.progress("fetching " + shown(at), length)) {
            byte[] buffer = new byte[64 * 1024];
            long count = 0;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                out.write(buffer, 0, n);
                count += n;
                progress.done(count);
            }
            kept = true;
            return file;
        } finally {
            if (!kept) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static URI next(URI at, String location) {
        try {
            URI next = at.resolve(new URI(location));
            boolean secure = "https".equalsIgnoreCase(next.getScheme());
            boolean web = secure || "http".equalsIgnoreCase(next.getScheme());
            if (!location.isEmpty() && web && next.getHost() != null) {
                if (!secure && "https".equalsIgnoreCase(at.getScheme())) {
                    throw new Fault(shown(at) + " redirects from https down to http, which is not followed");
                }
                return next;
            }
        } catch (java.net.URISyntaxException e) {
            // Said below.
        }
        throw new Fault(shown(at) + " redirects to something that is not a web address");
    }

    private static URI withoutLogin(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        String text = uri.toString();
        int start = text.indexOf("//") + 2;
        return URI.create(text.substring(0, start) + text.substring(text.indexOf('@', start) + 1));
    }

    private static String shown(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return SafeText.line(uri.getScheme() + "://" + uri.getHost() + port + path);
    }
}
