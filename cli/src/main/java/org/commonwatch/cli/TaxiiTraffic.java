package org.commonwatch.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects in and out of a node that is being trained: enough of them that the virtual machine records how the busy paths
 * run (JEP 515) and compiles them at once in later starts. The objects are made up and have the shape of an ATT&CK bundle.
 */
final class TaxiiTraffic {
    private static final int BATCHES = 16;
    private static final int BATCH_OBJECTS = 1_000;
    private static final int READS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MEDIA_TYPE = "application/taxii+json;version=2.1";
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([A-Za-z0-9_-]{1,32})\"");
    private static final String PROSE =
            "Adversaries may look for harbour systems that were left open, and use what they find (see 192.0.2.1). ";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SplittableRandom random = new SplittableRandom(1);
    private final String collection;
    private final String authorization;

    private TaxiiTraffic(String url, String token) {
        this.collection = url + "/taxii2/community/collections/community";
        this.authorization = "Bearer " + token;
    }

    /** Does nothing when no node runs in {@code home}. */
    static void run(Path home) throws IOException, InterruptedException {
        Path url = home.resolve("node.url");
        if (Files.exists(url)) {
            String token = Files.readString(home.resolve("owner.token")).strip();
            new TaxiiTraffic(Files.readString(url).strip(), token).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        String some = "";
        for (int batch = 0; batch < BATCHES; batch++) {
            ObjectNode envelope = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < BATCH_OBJECTS; i++) {
                some = id(i);
                envelope.withArray("objects").add(object(i, some));
            }
            post(envelope);
        }
        for (int read = 0; read < READS; read++) {
            pages("/objects/", 1_000);
            pages("/objects/", 100);
            pages("/manifest/", 1_000);
        }
        for (int read = 0; read < 300; read++) {
            get("/objects/" + some + "/");
            get("/objects/?match%5Btype%5D=attack-pattern&limit=100");
        }
    }

    private void pages(String path, int limit) throws IOException, InterruptedException {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String after = next.orElseThrow().isEmpty() ? "" : "&next=" + next.orElseThrow();
            Matcher found = NEXT.matcher(get(path + "?limit=" + limit + after));
            next = found.find() ? Optional.of(found.group(1)) : Optional.empty();
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        byte[] body = client.send(request(path).GET().build(), BodyHandlers.ofByteArray())
                .body();
        // The token stands at the start of a page.
        return new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
    }

    private void post(ObjectNode envelope) throws IOException, InterruptedException {
        client.send(
                request("/objects/")
                        .header("Content-Type", MEDIA_TYPE)
                        .POST(BodyPublishers.ofString(envelope.toString()))
                        .build(),
                BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(collection + path))
                .timeout(PATIENCE)
                .header("Accept", MEDIA_TYPE)
                .header("Authorization", authorization);
    }

    private String id(int index) {
        String type = switch (index % 8) {
            case 0, 1 -> "attack-pattern";
            case 2 -> "malware";
            case 3 -> "indicator";
            default -> "relationship";
        };
        return type + "--" + uuid();
    }

    private ObjectNode object(int index, String id) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("type", id.substring(0, id.indexOf("--")))
                .put("spec_version", "2.1")
                .put("id", id)
                .put("created", "2026-01-01T00:00:00.000Z")
                .put("modified", "2026-01-0" + (1 + index % 9) + "T00:00:00.000Z")
                .put("created_by_ref", "identity--" + uuid());
        object.withArray("object_marking_refs").add("marking-definition--" + uuid());
        switch (index % 8) {
            case 0, 1, 2 -> described(object, index);
            case 3 ->
                object.put("pattern", "[ipv4-addr:value = '198.51.100." + index % 256 + "']")
                        .put("pattern_type", "stix")
                        .put("valid_from", "2026-01-01T00:00:00Z");
            default ->
                object.put("relationship_type", "uses")
                        .put("source_ref", "malware--" + uuid())
                        .put("target_ref", "attack-pattern--" + uuid())
                        .put("description", PROSE);
        }
        return object;
    }

    private void described(ObjectNode object, int index) {
        object.put("name", "Exercise " + index)
                .put("description", PROSE.repeat(12))
                .put("is_family", false);
        object.withArray("external_references")
                .addObject()
                .put("source_name", "mitre-attack")
                .put("external_id", "T" + (1_000 + index % 900))
                .put("url", "https://example.org/techniques/" + index);
        object.withArray("kill_chain_phases")
                .addObject()
                .put("kill_chain_name", "mitre-attack")
                .put("phase_name", "discovery");
        object.withArray("x_mitre_platforms").add("Linux").add("Windows").add("macOS");
        object.put("x_mitre_version", "1." + index % 10);
    }

    private UUID uuid() {
        long most = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long least = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
