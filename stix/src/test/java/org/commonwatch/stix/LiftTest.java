package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.BundleReader.Accepted;
import org.commonwatch.stix.Lift.Lifted;
import org.junit.jupiter.api.Test;

class LiftTest {
    private static final String RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    private static final String GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";

    private static List<StixObject> old() {
        return Samples.objects(Samples.bytes("stix20.json"));
    }

    private static Lifted lifted(String type) throws Refused {
        for (StixObject object : old()) {
            if (object.type().equals(type)) {
                return Lift.to21(object);
            }
        }
        throw new IllegalArgumentException(type);
    }

    @Test
    void leavesObjectsOf21AsTheyAre() throws Refused {
        for (StixObject object : Samples.everyType()) {
            assertFalse(Lift.isNeeded(object), object::id);
            assertSame(object, Lift.to21(object).objects().getFirst());
            assertEquals("2.1", object.specVersion());
        }
    }

    @Test
    void makesValidObjectsOf21() throws Refused {
        Validation validation = new Validation(PatternChecker.NONE);
        for (StixObject object : old()) {
            assertEquals("2.0", object.specVersion());
            for (StixObject lifted : Lift.to21(object).objects()) {
                List<Problem> problems = validation.full(lifted).stream()
                        .filter(problem -> !problem.rule().equals("stix-id-version"))
                        .toList();
                assertEquals(List.of(), problems, lifted.json()::toPrettyString);
                assertEquals("2.1", lifted.specVersion());
            }
        }
    }

    @Test
    void isDeterministicAndDoneAfterOneTime() throws Refused {
        for (StixObject object : old()) {
            List<StixObject> once = Lift.to21(object).objects();
            List<StixObject> again = Lift.to21(object).objects();
            for (int i = 0; i < once.size(); i++) {
                assertArrayEquals(once.get(i).bytes(), again.get(i).bytes());
                assertEquals(List.of(), Lift.to21(once.get(i)).notes());
            }
        }
    }

    @Test
    void movesLabelsAndTheSelectorsOnThem() throws Refused {
        StixObject indicator = lifted("indicator").objects().getFirst();
        assertEquals(List.of("malicious-activity"), indicator.texts("indicator_types"));
        assertEquals("stix", indicator.text("pattern_type").orElseThrow());
        assertEquals(
                "indicator_types.[0]",
                indicator.json().at("/granular_markings/0/selectors/0").asText());
        assertEquals(List.of("kept"), lifted("identity").objects().getFirst().texts("labels"));
    }

    @Test
    void saysWhatItChanged() throws Refused {
        assertEquals(
                List.of(
                        "spec_version is 2.1",
                        "labels moved to malware_types",
                        "is_family is true, which 2.0 did not say"),
                lifted("malware").notes());
    }

    @Test
    void takesObservablesOutOfTheObservation() throws Refused {
        List<StixObject> objects = lifted("observed-data").objects();
        StixObject observation = objects.getFirst();
        List<StixObject> inside = objects.subList(1, objects.size());
        assertEquals(
                List.of("directory", "file", "file", "process", "process", "user-account"),
                inside.stream().map(StixObject::type).toList());
        assertEquals(inside.stream().map(StixObject::id).toList(), observation.texts("object_refs"));
        assertFalse(observation.json().has("objects"));
        JsonNode file = inside.get(1).json();
        assertEquals(inside.getFirst().id(), file.path("parent_directory_ref").asText());
        assertEquals(
                inside.get(2).id(),
                file.at("/extensions/archive-ext/contains_refs/0").asText());
        assertEquals("5.0", file.at("/extensions/archive-ext/x_stix20_version").asText());
        assertTrue(file.path("x_stix20_is_encrypted").booleanValue());
        assertTrue(file.path("hashes").has("SSDEEP"));
        assertTrue(file.has("mtime") && !file.has("modified"));
        JsonNode process = inside.get(3).json();
        assertEquals(inside.get(1).id(), process.path("image_ref").asText());
        assertEquals(inside.get(4).id(), process.path("parent_ref").asText());
        assertEquals("unzip", process.path("x_stix20_name").asText());
    }

    /** What was marked stays marked: by inheritance, whole, or in part. */
    @Test
    void losesNoMarking() throws Refused {
        List<StixObject> objects = lifted("observed-data").objects();
        String sample = old().get(3).texts("object_marking_refs").getFirst();
        assertEquals(List.of(sample, GREEN), objects.get(1).texts("object_marking_refs"));
        assertEquals(List.of(sample), objects.get(2).texts("object_marking_refs"));
        assertEquals(
                "name",
                objects.get(2).json().at("/granular_markings/0/selectors/0").asText());
        assertEquals(
                RED,
                objects.get(2).json().at("/granular_markings/0/marking_ref").asText());
        assertEquals(
                "[{\"selectors\":[\"number_observed\"],\"marking_ref\":\"" + GREEN + "\"}]",
                objects.getFirst().json().path("granular_markings").toString());
    }

    @Test
    void keepsTwoThatWouldShareAnIdApart() throws Refused {
        StixObject observation = Samples.object("""
                {"type":"observed-data","id":"observed-data--11111111-5a1e-4c0d-9e57-00c0ffee0009",
                 "created":"2026-03-01T08:00:00.000Z","modified":"2026-03-01T08:00:00.000Z",
                 "first_observed":"2026-03-01T08:00:00Z","last_observed":"2026-03-01T08:00:00Z","number_observed":1,
                 "objects":{"0":{"type":"file","name":"a"},"1":{"type":"file","name":"a","size":7},
                            "2":{"type":"file","name":"a"}}}""");
        List<StixObject> objects = Lift.to21(observation).objects();
        Set<String> ids = objects.stream().map(StixObject::id).collect(Collectors.toSet());
        assertEquals(3, ids.size());
        assertEquals(3, objects.size());
    }

    @Test
    void survivesReferencesInCircles() throws Refused {
        StixObject observation = Samples.object("""
                {"type":"observed-data","id":"observed-data--11111111-5a1e-4c0d-9e57-00c0ffee0009","objects":{
                 "0":{"type":"file","name":"a","extensions":{"archive-ext":{"contains_refs":["1"]}}},
                 "1":{"type":"file","name":"b","extensions":{"archive-ext":{"contains_refs":["0","9"]}}}}}""");
        List<StixObject> objects = Lift.to21(observation).objects();
        assertEquals(
                objects.get(2).id(),
                objects.get(1)
                        .json()
                        .at("/extensions/archive-ext/contains_refs/0")
                        .asText());
    }

    @Test
    void worksBehindTheReader() {
        List<Accepted> accepted = new ArrayList<>();
        BundleReader.read(Samples.bytes("stix20.json"), Lift.before(item -> accepted.add((Accepted) item)));
        assertEquals(12, accepted.size());
        assertEquals(3, accepted.get(9).position());
    }
}
