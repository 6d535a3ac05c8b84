package org.commonwatch.stix.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The 4,313 published patterns of the shared data: each is taken, or refused for a reason that the specification gives. */
class RealPatternsTest {
    @Test
    void takesOrRefusesEachWithAReason() throws IOException, Refused {
        int taken = 0;
        Map<String, Integer> refused = new TreeMap<>();
        for (String text : patterns()) {
            try {
                Pattern pattern = Pattern.parse(text);
                assertEquals(pattern, Pattern.parse(pattern.canonical()), text);
                taken++;
            } catch (PatternError e) {
                refused.merge(e.code(), 1, Integer::sum);
            }
        }
        assertEquals(4_309, taken);
        assertEquals(Map.of("pattern-and-types", 4), refused, "file AND directory, file AND email: section 9.5");
    }

    static List<String> patterns() throws IOException, Refused {
        Path file = Path.of(
                System.getProperty("commonwatch.root", "."), "../shared/data/patterns/unit42-patterns.jsonl.gz");
        Assumptions.assumeTrue(Files.exists(file), "the shared data is not here: " + file);
        List<String> patterns = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode text = BoundedJson.parse(line.getBytes(StandardCharsets.UTF_8));
                patterns.add(text.textValue());
            }
        }
        return patterns;
    }
}
