package org.commonwatch.matching.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.commonwatch.matching.MatchKind;
import org.junit.jupiter.api.Test;

/** The vectors of {@code docs/formats/index.md} are what the code computes. */
class IndexPageTest {
    @Test
    void hashesAreThoseOfThePage() throws IOException {
        List<String[]> rows = Files.readAllLines(Path.of("../docs/formats/index.md")).stream()
                .filter(line -> line.matches("\\| `[^`]+` \\| `[0-9a-f]{16}` .*"))
                .map(line -> line.replace("`", "").split("\\|"))
                .toList();
        assertEquals(4, rows.size());
        for (String[] row : rows) {
            String host = row[1].strip();
            byte[] bytes = host.getBytes(StandardCharsets.US_ASCII);
            int last = host.lastIndexOf('.');
            int from = host.lastIndexOf('.', last - 1) + 1;
            assertEquals(
                    Long.parseUnsignedLong(row[2].strip(), 16),
                    KeyHash.of(MatchKind.DOMAIN.code(), bytes, 0, bytes.length),
                    host);
            assertEquals(Long.parseUnsignedLong(row[3].strip(), 16), KeyHash.suffix(bytes, from, bytes.length), host);
            assertEquals(Integer.parseInt(row[4].strip()), KeyHash.ending(bytes, last + 1, bytes.length), host);
        }
    }
}
