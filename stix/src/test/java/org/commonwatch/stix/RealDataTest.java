package org.commonwatch.stix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.stix.BundleReader.Accepted;
import org.commonwatch.stix.BundleReader.Item;
import org.commonwatch.stix.Problem.Severity;
import org.junit.jupiter.api.Test;

/** Real intelligence that nobody here wrote: every object is accepted, and every problem found in it is accounted for. */
class RealDataTest {
    private static final Validation VALIDATION = new Validation(PatternChecker.NONE);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Problems with binding rules, all of them true: empty lists in ATT&CK's ICS assets and in CAPEC, a URL with a leading
     * blank in CAPEC, custom names with hyphens, URLs without scheme and abbreviated registry hives in the ESET bundles.
     */
    private static final Map<String, Integer> KNOWN_PROBLEMS = Map.of(
            "stix-list-empty x-mitre-asset", 11,
            "stix-list-empty attack-pattern", 2,
            "stix-value-form attack-pattern", 2,
            "stix-property-name threat-actor", 29,
            "stix-value-form url", 3,
            "stix-value-form windows-registry-key", 18);

    @Test
    void acceptsEveryObjectAndAccountsForEveryProblem() throws IOException {
        Map<String, Integer> problems = new TreeMap<>();
        int objects = 0;
        for (Path bundle : Samples.realBundles()) {
            try (InputStream in = Files.newInputStream(bundle)) {
                BundleReader.Summary summary = BundleReader.read(in, item -> {
                    StixObject object = ((Accepted) item).object();
                    assertEquals(List.of(), Validation.acceptable(object), () -> bundle + " " + object);
                    VALIDATION.full(object).stream()
                            .filter(problem -> problem.severity() == Severity.MUST)
                            .forEach(problem -> problems.merge(problem.rule() + " " + object.type(), 1, Integer::sum));
                });
                assertEquals(0, summary.rejected(), bundle::toString);
                assertTrue(summary.complete());
                objects += summary.accepted();
            }
        }
        assertEquals(new TreeMap<>(KNOWN_PROBLEMS), problems);
        assertEquals(36_799, objects);
    }

    /** An ordinary parser of the whole document is the twin: same objects, same meaning, and our bytes are its bytes. */
    @Test
    void givesTheSameObjectsAsAPlainParser() throws IOException {
        for (Path bundle : Samples.realBundles()) {
            byte[] bytes = bytes(bundle);
            if (bytes.length > 8_000_000) {
                continue;
            }
            List<Item> items = new ArrayList<>();
            BundleReader.read(bytes, items::add);
            var tree = MAPPER.readTree(bytes);
            var expected = tree.has("objects")
                    ? tree.path("objects")
                    : MAPPER.createArrayNode().add(tree);
            assertEquals(expected.size(), items.size());
            for (int i = 0; i < items.size(); i++) {
                StixObject object = ((Accepted) items.get(i)).object();
                assertArrayEquals(CanonicalJson.bytes(expected.get(i)), object.canonicalBytes());
                assertEquals(
                        expected.get(i).path("id"),
                        MAPPER.readTree(object.bytes()).path("id"));
            }
        }
    }

    private static byte[] bytes(Path bundle) throws IOException {
        try (InputStream in = Files.newInputStream(bundle)) {
            return bundle.toString().endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        }
    }
}
