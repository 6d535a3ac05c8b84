package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.seal.X25519Hpke;
import org.commonwatch.ledger.wire.StrictBase64;
import org.commonwatch.node.spine.Identity;

/**
 * The key to which a member's keys of audiences are encrypted, signed with the key with which it speaks: whoever admits a
 * member cannot put another key in its place.
 *
 * @param suite id of the suite of encryption
 * @param key public, as base64
 * @param signature of the member's node over name, suite and key, as base64
 */
public record CertifiedKey(int suite, String key, String signature) {
    private static final int SUITE_MAX = 0xffff;

    /** This node's. */
    public static CertifiedKey own(Identity self) {
        String key = Base64.getEncoder().encodeToString(self.encryption().publicBytes());
        byte[] signature = self.sign(message(self.name(), X25519Hpke.ID, key));
        return new CertifiedKey(X25519Hpke.ID, key, Base64.getEncoder().encodeToString(signature));
    }

    ObjectNode body() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("signature", signature)
                .put("suite", suite);
    }

    static CertifiedKey read(JsonNode body, NoteKey speaker) throws Refused {
        String key = body.path("key").asText("");
        String signature = body.path("signature").asText("");
        int suite = body.path("suite").asInt(-1);
        boolean known = suite == X25519Hpke.ID;
        if (suite < 1
                || suite > SUITE_MAX
                || (known && StrictBase64.decode(key).length != X25519Hpke.KEY_BYTES)
                || key.length() > Organisation.WITNESS_CHARS_MAX
                || !speaker.key().verify(message(speaker.name(), suite, key), StrictBase64.decode(signature))) {
            throw Refusal.of(
                            "organisation",
                            "/encryption",
                            "The key for audiences is not one that the member's own key has signed.")
                    .toException();
        }
        return new CertifiedKey(suite, key, signature);
    }

    private static byte[] message(String member, int suite, String key) {
        return String.join("\n", "commonwatch encryption key v1", member, Integer.toString(suite), key)
                .getBytes(StandardCharsets.UTF_8);
    }
}
