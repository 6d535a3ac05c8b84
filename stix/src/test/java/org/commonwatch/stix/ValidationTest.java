package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ValidationTest {
    private static final Validation VALIDATION = new Validation(PatternChecker.NONE);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void findsNothingWrongWithTheSamples() {
        for (StixObject object : Samples.everyType()) {
            assertEquals(List.of(), VALIDATION.full(object), object::id);
            assertEquals(List.of(), Validation.acceptable(object), object::id);
        }
    }

    /** Otherwise the test above would not say much. */
    @Test
    void samplesUseEveryTypeAndEveryPropertyOfTheTable() {
        Set<String> missing = new TreeSet<>();
        for (ObjectType type : StixTypes.all()) {
            List<StixObject> ofType = Samples.everyType().stream()
                    .filter(object -> object.type().equals(type.name()))
                    .toList();
            if (ofType.isEmpty()) {
                missing.add(type.name());
            }
            type.properties().stream()
                    .filter(property -> !StixTypes.isCommon(property.name()))
                    .filter(property ->
                            ofType.stream().noneMatch(object -> object.json().has(property.name())))
                    .forEach(property -> missing.add(type.name() + "." + property.name()));
            type.extensions().stream()
                    .filter(extension -> ofType.stream()
                            .noneMatch(
                                    object -> object.json().path("extensions").has(extension)))
                    .forEach(extension -> missing.add(type.name() + "." + extension));
        }
        // A bundle is read through, action is reserved, a 2.1 observation has no objects inside.
        assertEquals(Set.of("bundle", "bundle.objects", "course-of-action.action", "observed-data.objects"), missing);
    }

    /**
     * One row a rule: take the sample of a type, set (or with nothing: remove) what stands at a pointer, and expect exactly
     * these problems: severity, path and rule.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "/samples/problems.csv", delimiter = '|', quoteCharacter = '~', numLinesToSkip = 1)
    void findsEachProblem(String type, String pointer, @Nullable String value, @Nullable String expected)
            throws IOException, Refused {
        StixObject changed = changed(Samples.first(type), pointer, value);
        String found = VALIDATION.full(changed).stream()
                .filter(problem -> !problem.rule().equals("stix-id-not-deterministic"))
                .map(problem -> problem.severity() + " " + problem.path() + " " + problem.rule())
                .collect(Collectors.joining("; "));
        assertEquals(
                expected == null ? "" : expected,
                found,
                () -> VALIDATION.full(changed).toString());
    }

    private static StixObject changed(StixObject sample, String pointer, @Nullable String value)
            throws IOException, Refused {
        ObjectNode json = sample.json().deepCopy();
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = json.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1).replace("~1", "/");
        switch (parent) {
            case ObjectNode object when value == null -> object.remove(name);
            case ObjectNode object -> object.set(name, MAPPER.readTree(value));
            case ArrayNode array -> array.set(Integer.parseInt(name), MAPPER.readTree(value));
            default -> throw new IllegalArgumentException(pointer);
        }
        return StixObject.of(json);
    }

    @Test
    void showsPathRuleSectionAndValue() throws IOException, Refused {
        StixObject changed = changed(Samples.first("identity"), "/confidence", "101");
        assertEquals(
                "/confidence: The number is out of its range. (found: 101) [stix-number-range, MUST, section 2.10]",
                VALIDATION.full(changed).getFirst().toString());
    }

    @Test
    void asksThePatternCheckerAboutStixPatternsOnly() throws IOException, Refused {
        Validation strict = new Validation(pattern -> Optional.of("no pattern at 0: " + pattern.length()));
        assertEquals(
                List.of("stix-pattern"),
                strict.full(Samples.first("indicator")).stream()
                        .map(Problem::rule)
                        .toList());
        StixObject yara = changed(Samples.first("indicator"), "/pattern_type", "\"yara\"");
        assertEquals(List.of(), strict.full(yara));
    }

    @Test
    void boundsTheProblemsOfOneObject() throws IOException, Refused {
        String list = "[" + "1,".repeat(5_000) + "1]";
        assertEquals(
                Problems.PER_OBJECT_MAX,
                VALIDATION
                        .full(changed(Samples.first("identity"), "/labels", list))
                        .size());
    }

    @Test
    void acceptsOnlyWhatCanBeOrderedAndGuarded() throws IOException, Refused {
        record Row(String type, String pointer, String value, boolean acceptable) {}
        List<Row> rows = List.of(
                new Row("indicator", "/modified", "\"yesterday\"", false),
                new Row("indicator", "/modified", "null", false),
                new Row("indicator", "/created", "\"2027-01-01T00:00:00Z\"", false),
                new Row("indicator", "/revoked", "\"yes\"", false),
                new Row("indicator", "/object_marking_refs", "\"marking-definition--x\"", false),
                new Row("indicator", "/object_marking_refs", "[\"tlp:red\"]", false),
                new Row("indicator", "/granular_markings", "[{\"selectors\":[\"name\"]}]", false),
                new Row("indicator", "/granular_markings", "{}", false),
                new Row("indicator", "/pattern", "17", true),
                new Row("domain-name", "/value", "\"\"", true),
                new Row("domain-name", "/created", "\"2026\"", false),
                new Row("x-harbour-crane", "/anything", "[]", true));
        for (Row row : rows) {
            StixObject changed = changed(Samples.first(row.type()), row.pointer(), row.value());
            assertEquals(row.acceptable(), Validation.acceptable(changed).isEmpty(), row::toString);
        }
        StixObject bare =
                Samples.object("{\"type\":\"malware\",\"id\":\"malware--11111111-5a1e-4c0d-9e57-00c0ffee0001\"}");
        assertEquals(
                List.of("/created", "/modified"),
                Validation.acceptable(bare).stream().map(Problem::path).toList());
    }
}
