package org.commonwatch.ledger.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published corpus, docs/verify/edge-cases.txt, against both ways in which nodes verify. */
class EdgeCasesTest {
    static final Path CORPUS = Path.of(System.getProperty("commonwatch.root", "."), "docs/verify/edge-cases.txt");

    /** Java, and native code where there is some. */
    private static final List<Optional<Provider>> BOTH =
            Stream.of(Optional.<Provider>empty(), AwsLc.load()).distinct().toList();

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
        for (Optional<Provider> library : BOTH) {
            assertEquals(
                    words[4],
                    accepts(library, words[0], hex(words[1]), hex(words[2]), hex(words[3])) ? "accept" : "refuse",
                    words[5] + " " + library);
        }
    }

    private static boolean accepts(
            Optional<Provider> library, String kind, byte[] key, byte[] message, byte[] signature) {
        Ed25519Equation equation =
                library.<Ed25519Equation>map(NativeEd25519::new).orElseGet(BouncyCastleEd25519::new);
        try {
            return switch (kind) {
                case "ed25519" -> VerifyingKey.of(key).verify(equation, message, signature);
                case "ml-dsa-44" -> MlDsaVerifyingKey.of(key).verify(library, message, signature);
                default -> throw new IllegalStateException("no such kind: " + kind);
            };
        } catch (Refused e) {
            return false;
        }
    }
}
