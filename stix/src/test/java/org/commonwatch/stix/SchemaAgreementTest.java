package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.stix.BundleReader.Accepted;
import org.commonwatch.stix.Problem.Severity;
import org.junit.jupiter.api.Test;

/**
 * Holds our verdicts against the JSON schemas that OASIS publishes beside the specification. The schemas are a check and not
 * the truth: where the two differ, a table says why we side with the text.
 */
class SchemaAgreementTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Validation VALIDATION = new Validation(PatternChecker.NONE);

    /** Differences that are explained, by how they begin. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "only we refuse: threat-actor [stix-property-name]",
            "section 3.1 allows no hyphen in names; the schema's expression is not anchored at both ends",
            "only we refuse: url [stix-value-form]",
            "section 6.15 wants a URL; the schema says so by a format, which binds no validator",
            "only the schema refuses: indicator $.granular_markings[1]: required property 'marking_ref'",
            "section 7.2.3.1 allows lang instead of marking_ref",
            "only the schema refuses: windows-registry-key $.key",
            "section 6.17 forbids short hives at the beginning; the schema finds their letters anywhere",
            "only the schema refuses: file $.hashes.TLSH",
            "the current form of TLSH has a version prefix and 72 characters");

    private final Map<String, JsonSchema> byType = new HashMap<>();

    @Test
    void agreesWithTheSchemasOnRealObjectsAndSamples() throws IOException {
        Path schemas = Samples.realData().resolve("schemas");
        Map<String, Integer> verdicts = new TreeMap<>();
        for (Path bundle : Samples.realBundles()) {
            boolean small = Files.size(bundle) < 500_000;
            if (small) {
                try (InputStream in = Files.newInputStream(bundle)) {
                    BundleReader.read(in, item -> compare(schemas, ((Accepted) item).object(), verdicts));
                }
            }
        }
        Samples.everyType().forEach(object -> compare(schemas, object, verdicts));
        System.out.println("verdicts of ours and the schemas: " + verdicts);
        assertTrue(verdicts.getOrDefault("both accept", 0) > 5_000, verdicts::toString);
        Map<String, Integer> differences = new TreeMap<>(verdicts);
        differences
                .keySet()
                .removeIf(verdict -> verdict.startsWith("both")
                        || EXPLAINED.keySet().stream().anyMatch(verdict::startsWith));
        assertEquals(Map.of(), differences);
    }

    private void compare(Path schemas, StixObject object, Map<String, Integer> verdicts) {
        Optional<JsonSchema> schema = schema(schemas, object.type());
        if (schema.isEmpty()) {
            return;
        }
        List<String> theirs = schema.get().validate(object.json()).stream()
                .map(Object::toString)
                .toList();
        List<String> ours = VALIDATION.full(object).stream()
                .filter(problem -> problem.severity() == Severity.MUST)
                .map(Problem::rule)
                .distinct()
                .toList();
        String verdict = ours.isEmpty()
                ? theirs.isEmpty()
                        ? "both accept"
                        : "only the schema refuses: " + object.type() + " " + theirs.getFirst()
                : theirs.isEmpty() ? "only we refuse: " + object.type() + " " + ours : "both refuse";
        verdicts.merge(verdict, 1, Integer::sum);
    }

    private Optional<JsonSchema> schema(Path schemas, String type) {
        return Optional.ofNullable(byType.computeIfAbsent(type, name -> {
            for (String folder : List.of("sdos", "sros", "observables", "common")) {
                Path file = schemas.resolve(folder).resolve(name + ".json");
                if (StixTypes.isKnown(name) && Files.exists(file)) {
                    return load(schemas, file);
                }
            }
            return null;
        }));
    }

    /** The schemas name each other by public addresses; those are mapped to the folder, nothing is fetched. */
    private static JsonSchema load(Path schemas, Path file) {
        try {
            JsonNode json = MAPPER.readTree(file.toFile());
            String id = json.path("$id").asText();
            String base = id.substring(0, id.indexOf("/schemas/") + "/schemas/".length());
            return JsonSchemaFactory.getInstance(
                            SpecVersion.VersionFlag.V202012,
                            builder -> builder.schemaMappers(mappers ->
                                    mappers.mapPrefix(base, schemas.toUri().toString())))
                    .getSchema(json);
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
