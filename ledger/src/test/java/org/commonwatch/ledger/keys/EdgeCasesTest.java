package org.commonwatch.ledger.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published corpus, docs/verify/edge-cases.txt, against the verification that nodes use. */
class EdgeCasesTest {
    static final Path CORPUS = Path.of(System.getProperty("commonwatch.root", "."), "docs/verify/edge-cases.txt");

    static List<String> cases() throws IOException {
        try (Stream<String> lines = Files.lines(CORPUS)) {
            List<String> cases = lines.filter(line -> !line.startsWith("#")).toList();
            assertEquals(59, cases.size());
            return cases;
        }
    }

    private static byte[] hex(String word) {
        return word.equals("-") ? new byte[0] : HexFormat.of().parseHex(word);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatTheCorpusSays(String line) {
        String[] words = line.split(" ", 6);
        assertEquals(
                words[4],
                accepts(words[0], hex(words[1]), hex(words[2]), hex(words[3])) ? "accept" : "refuse",
                words[5]);
    }

    private static boolean accepts(String kind, byte[] key, byte[] message, byte[] signature) {
        try {
            return switch (kind) {
                case "ed25519" -> VerifyingKey.of(key).verify(message, signature);
                case "ml-dsa-44" -> MlDsaVerifyingKey.of(key).verify(message, signature);
                default -> throw new IllegalStateException("no such kind: " + kind);
            };
        } catch (Refused e) {
            return false;
        }
    }
}
