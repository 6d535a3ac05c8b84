package org.commonwatch.ledger.cosign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.junit.jupiter.api.Test;

/** The vectors in docs/formats/cosignatures.md are what this code makes; {@code -Dcommonwatch.rewrite=true} writes them. */
class CosignaturesDocTest {
    private static final Path PAGE =
            Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/cosignatures.md");

    private static byte[] seed(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return seed;
    }

    private static Map<String, String> vectors() {
        Cosigner mirror = Cosigner.ofMlDsa44("member.example/mirror", MlDsaSigningKey.ofSeed(seed(0x0b)));
        Cosigner witness = Cosigner.ofEd25519("member.example/witness", SigningKey.ofSeed(seed(0x0c)));
        Checkpoint empty = Checkpoint.of("log.example.org/baltic", 0, Rfc6962.EMPTY_ROOT);
        Map<String, String> vectors = new TreeMap<>();
        vectors.put("ml-dsa-key-id", HexFormat.of().toHexDigits(mirror.key().id()));
        vectors.put(
                "ml-dsa-vkey-hash",
                Digest.of(mirror.key().text().getBytes(StandardCharsets.UTF_8)).hex());
        vectors.put(
                "ed25519-line",
                witness.cosign(empty, Instant.ofEpochSecond(1_800_000_000)).line());
        return vectors;
    }

    @Test
    void thePageShowsWhatTheCodeMakes() throws IOException {
        String page = Files.readString(PAGE);
        for (Map.Entry<String, String> vector : vectors().entrySet()) {
            Matcher block = Pattern.compile("<!-- vector: " + vector.getKey() + " -->\n```\n(.*?)\n```", Pattern.DOTALL)
                    .matcher(page);
            assertTrue(block.find(), vector.getKey());
            if (Boolean.getBoolean("commonwatch.rewrite")) {
                page = page.substring(0, block.start(1)) + vector.getValue() + page.substring(block.end(1));
            } else {
                assertEquals(vector.getValue(), block.group(1), vector.getKey());
            }
        }
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, page);
        }
    }
}
