package org.commonwatch.node.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code /api/openapi.json} is a file of the sources, so that a start does not make it and a change of the API shows in a
 * diff. Here the endpoints are described anew and must say the same.
 */
@QuarkusTest
@WithTestResource(RunningNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class OpenApiDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    @TestHTTPResource("/api/openapi.json")
    URI served;

    @TestHTTPResource("/q/openapi?format=json")
    URI described;

    @Test
    void the_served_document_describes_the_endpoints_as_they_are() throws IOException, InterruptedException {
        ObjectNode now = (ObjectNode) get(described);
        keepPrograms(now);
        keepUsedSchemas(now);
        Path renewed = Path.of("target", "openapi.json");
        Files.writeString(renewed, JSON.writeValueAsString(JSON.treeToValue(now, Object.class)) + "\n");
        assertTrue(
                now.equals(get(served)),
                "the API changed: look at the difference and copy " + renewed
                        + " to src/main/resources/META-INF/resources/api/openapi.json");
    }

    /** Pages are for people; what a template is made of is nobody's interface. */
    private static void keepPrograms(ObjectNode document) {
        ObjectNode paths = (ObjectNode) document.get("paths");
        paths.retain(paths.propertyStream()
                .filter(path -> !path.getValue().findValues("content").stream().anyMatch(body -> body.has("text/html")))
                .map(Map.Entry::getKey)
                .toList());
    }

    private static void keepUsedSchemas(ObjectNode document) {
        ObjectNode schemas = (ObjectNode) document.get("components").get("schemas");
        Set<String> used = new HashSet<>();
        used(document.get("paths"), schemas, used);
        schemas.retain(used);
    }

    private static void used(JsonNode node, ObjectNode schemas, Set<String> used) {
        String reference = node.path("$ref").asText();
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        if (schemas.has(name) && used.add(name)) {
            used(schemas.get(name), schemas, used);
        }
        node.forEach(part -> used(part, schemas, used));
    }

    private static JsonNode get(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JSON.readTree(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                    .body());
        }
    }
}
