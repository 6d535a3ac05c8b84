package org.commonwatch.flink.bridge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.CanonicalForm;

/** The two addresses of the node that the bridge knows. Any thread. */
final class NodeClient {
    /** As many values as a job holds; a node that names more is told of, and nothing is published. */
    static final int VALUES_MAX = 5_000_000;

    /** The longest kind of value, its name and a tab. */
    private static final int LINE_BYTES_MAX = IndicatorChange.KEY_BYTES_MAX;

    /** Of an answer that says no, that much is shown. */
    private static final int ANSWER_BYTES_MAX = 2_000;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /** A node that scans a push or goes through a million values answers well within this. */
    private static final Duration ANSWER_MAX = Duration.ofMinutes(5);

    private final URI node;
    private final String source;
    private final String readToken;
    private final String pushToken;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();

    /**
     * @param source that takes the lines that hit
     * @param readToken may read what is looked for
     * @param pushToken may push to the source
     */
    NodeClient(URI node, String source, String readToken, String pushToken) {
        this.node = node;
        this.source = source;
        this.readToken = readToken;
        this.pushToken = pushToken;
    }

    /**
     * What the node looks for.
     *
     * @param names of the values, see {@link IndicatorChange#name}
     * @param unfit values the node named that no index takes
     * @param tag of this content
     */
    record Looked(Set<String> names, long unfit, Optional<String> tag) {}

    /** The node said no. */
    static final class Refusing extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refusing(String what, int status, String answer) {
            super(what + ": the node answered " + status + " " + answer.replaceAll("\\p{Cntrl}+", " "));
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Empty when it is what it was at {@code tag}. */
    Optional<Looked> looked(Optional<String> tag) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/v1/matching/values", readToken);
        tag.ifPresent(known -> request.header("If-None-Match", known));
        HttpResponse<InputStream> response =
                client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = new BufferedInputStream(response.body())) {
            return switch (response.statusCode()) {
                case 304 -> Optional.empty();
                case 200 -> Optional.of(looked(body, response.headers().firstValue("ETag")));
                default -> throw refusing("reading what is looked for", response.statusCode(), body);
            };
        }
    }

    private static Looked looked(InputStream body, Optional<String> tag) throws IOException {
        Set<String> names = new HashSet<>();
        long unfit = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = body.read();
        while (next >= 0) {
            if (next == '\n') {
                Optional<String> name = canonical(line.toString(StandardCharsets.UTF_8));
                name.ifPresent(names::add);
                unfit += name.isPresent() ? 0 : 1;
                line.reset();
            } else {
                line.write(next);
            }
            if (line.size() > LINE_BYTES_MAX || names.size() > VALUES_MAX) {
                throw new IOException("the node names more than " + VALUES_MAX + " values, or one of more than "
                        + LINE_BYTES_MAX + " bytes");
            }
            next = body.read();
        }
        if (line.size() > 0) {
            throw new IOException("the node's answer breaks off within a line");
        }
        return new Looked(names, unfit, tag);
    }

    /** The name of a value as the job takes it. */
    private static Optional<String> canonical(String name) {
        int tab = name.indexOf('\t');
        Optional<MatchKind> kind = tab < 0 ? Optional.empty() : MatchKind.ofWord(name.substring(0, tab));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IndicatorChange.name(
                    CanonicalForm.of(new Indicator(kind.orElseThrow(), name.substring(tab + 1), 0))));
        } catch (Refused notOfItsKind) {
            return Optional.empty();
        }
    }

    /** Tells the node of lines; it answers after it has committed what they hold. */
    void push(byte[] numberedLines) throws IOException, InterruptedException {
        String path = "/api/v1/sources/" + URLEncoder.encode(source, StandardCharsets.UTF_8) + "/lines/numbered";
        HttpRequest request = request(path, pushToken)
                .header("Content-Type", "text/tab-separated-values")
                .POST(HttpRequest.BodyPublishers.ofByteArray(numberedLines))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusing("pushing lines to the source " + source, response.statusCode(), body);
            }
        }
    }

    private static Refusing refusing(String what, int status, InputStream body) throws IOException {
        return new Refusing(what, status, new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token);
    }
}
