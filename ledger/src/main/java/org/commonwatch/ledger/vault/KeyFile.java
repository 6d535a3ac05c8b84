package org.commonwatch.ledger.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The file {@code ROLE.key}: one secret of a vault. */
record KeyFile(String vault, String role, LockedBox box) {
    static final int BYTES_MAX = 1_024;

    private static final String FORMAT = "commonwatch key 1";

    byte[] toBytes() {
        return CanonicalJson.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("box", box.text())
                .put("format", FORMAT)
                .put("role", role)
                .put("vault", vault));
    }

    /** @throws Refused {@code key-damaged} and what a box or JSON is refused for */
    static KeyFile parse(byte[] bytes) throws Refused {
        JsonNode body = BoundedJson.parse(bytes);
        KeyFile file = new KeyFile(
                body.path("vault").asText(""),
                body.path("role").asText(""),
                LockedBox.parse(body.path("box").asText("")));
        if (!FORMAT.equals(body.path("format").textValue()) || !Arrays.equals(file.toBytes(), bytes)) {
            throw Refusal.of("key-damaged", "", "The key file is not written as it must be.")
                    .toException();
        }
        return file;
    }

    static String purpose(String vault, String role) {
        return "vault " + vault + " key " + role;
    }
}
