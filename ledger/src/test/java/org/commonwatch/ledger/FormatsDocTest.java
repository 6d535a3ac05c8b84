package org.commonwatch.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.junit.jupiter.api.Test;

/**
 * The vectors in docs/formats/ledger.md are what this code makes. {@code -Dcommonwatch.rewrite=true} writes them anew, which
 * is a change of format.
 */
class FormatsDocTest {
    private static final Path PAGE = Path.of(System.getProperty("commonwatch.root", "."), "docs/formats/ledger.md");
    private static final int LINE_CHARS = 120;

    /** Gives the salts 0x01..., 0x02..., 0x03... of the vector. */
    private static final class CountingSalts extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (1 + i / Payload.SALT_BYTES);
            }
        }
    }

    private static Map<String, String> vectors() throws Refused, IOException {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) 0x0a);
        SigningKey key = SigningKey.ofSeed(seed);
        List<byte[]> objects = List.of(utf8("one"), utf8(""), utf8("three"));
        Payload payload = Payload.of(objects, new CountingSalts());
        Draft draft = Draft.of(
                        "log.example.org/baltic",
                        "org.example",
                        Instant.parse("2026-11-22T05:53:19.250Z"),
                        "sharing.objects",
                        1,
                        Audience.of("community"))
                .with(payload.commitment())
                .with(JsonNodeFactory.instance.objectNode().put("tlp", "green"));
        Envelope envelope = Envelope.sign(draft, LanePosition.FIRST, key);
        Map<String, String> vectors = new LinkedHashMap<>();
        vectors.put("key", key.id().toString());
        vectors.put("statement", text(envelope.statement().toBytes()));
        vectors.put("leaf", text(envelope.leaf()));
        vectors.put("id", envelope.id().hex());
        vectors.put("leaf-hash", Rfc6962.leafHash(envelope.leaf()).hex());
        vectors.put("payload-root", payload.commitment().root().hex());
        vectors.put("payload-file", HexFormat.of().formatHex(file(envelope.id(), payload)));
        vectors.put(
                "payload-proof-of-1",
                payload.disclose(1).proof().stream().map(Digest::hex).collect(Collectors.joining("\n")));
        vectors.put("payload-file-erased", HexFormat.of().formatHex(erased(envelope.id(), payload)));
        return vectors;
    }

    private static byte[] file(Digest id, Payload payload) throws IOException {
        return file(id, payload, store -> {});
    }

    private static byte[] erased(Digest id, Payload payload) throws IOException {
        return file(id, payload, store -> store.erase(id, "log.example.org/baltic", 9, List.of(1)));
    }

    private static byte[] file(Digest id, Payload payload, Consumer<PayloadStore> after) throws IOException {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        try (PayloadStore store = new PayloadStore(disk, Path.of("/disk"))) {
            store.write(id, payload);
            after.accept(store);
        }
        return disk.readAll(Path.of("/disk").resolve(PayloadStore.path(id)), 1 << 20);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Long vectors are broken into lines on the page; the line breaks mean nothing, except between hashes. */
    private static String wrapped(String vector) {
        return vector.replaceAll("(?<=\\G.{" + LINE_CHARS + "})(?=.)", "\n");
    }

    @Test
    void theVectorsOnThePageAreWhatTheCodeMakes() throws Refused, IOException {
        String page = Files.readString(PAGE);
        String expected = page;
        for (Map.Entry<String, String> vector : vectors().entrySet()) {
            String marker = "<!-- vector: " + vector.getKey() + " -->\n```\n";
            int from = expected.indexOf(marker) + marker.length();
            int to = expected.indexOf("```", from);
            expected = expected.substring(0, from) + wrapped(vector.getValue()) + "\n" + expected.substring(to);
        }
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(expected, Files.readString(PAGE));
    }
}
