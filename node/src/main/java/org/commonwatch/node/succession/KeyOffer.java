package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Base64;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.wire.StrictBase64;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;

/**
 * The keys that a member would use in an epoch, signed with the key with which it speaks: whoever puts terms together cannot
 * put keys of its own into another's place.
 *
 * @param epoch from 2 on
 * @param checkpoint signs checkpoints when the member's node orders; named like the origin
 * @param url where its node is reached
 * @param signature by the member's key, as base64
 */
record KeyOffer(
        String origin, long epoch, String member, NoteKey checkpoint, CosignerKey cosigner, URI url, String signature) {
    /** An ML-DSA-44 vkey has about 1,900 characters; the rest is short. */
    static final int BYTES_MAX = 8 * 1024;

    private static final String FORMAT = "commonwatch succession keys 1";

    /** This node's; the keys are made when they are asked for first. */
    static KeyOffer own(Identity self, Log log, long epoch, String url) throws Refused {
        KeyOffer unsigned = new KeyOffer(
                log.origin(),
                epoch,
                self.name(),
                self.checkpointKey(log, epoch),
                self.cosigner(log, epoch).key(),
                Organisation.url(url),
                "");
        return unsigned.signed(Base64.getEncoder().encodeToString(self.signIn(log, Signed.message(unsigned.body()))));
    }

    private KeyOffer signed(String by) {
        return new KeyOffer(origin, epoch, member, checkpoint, cosigner, url, by);
    }

    ObjectNode body() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("checkpoint", checkpoint.text())
                .put("cosigner", cosigner.text())
                .put("epoch", epoch)
                .put("format", FORMAT)
                .put("member", member)
                .put("origin", origin)
                .put("signature", signature)
                .put("url", url.toString());
    }

    byte[] toBytes() {
        return CanonicalJson.bytes(body());
    }

    /** @throws Refused {@code succession-keys}, or what is wrong with a key or an address in it */
    static KeyOffer read(JsonNode json) throws Refused {
        if (!json.path("format").asText("").equals(FORMAT)) {
            throw wrong("These are no keys for an epoch, or of another release.", "");
        }
        return new KeyOffer(
                json.path("origin").asText(""),
                json.path("epoch").asLong(),
                json.path("member").asText(""),
                NoteKey.parse(json.path("checkpoint").asText("")),
                CosignerKey.parse(json.path("cosigner").asText("")),
                Organisation.url(json.path("url").asText("")),
                json.path("signature").asText(""));
    }

    /** That a member gave these keys for this epoch of this log. */
    void verify(Organisation by, String log, long number) throws Refused {
        boolean fits = origin.equals(log)
                && epoch == number
                && member.equals(by.name())
                && checkpoint.name().equals(log)
                && cosigner.name().equals(member);
        if (!fits || !by.key().key().verify(Signed.message(signed("").body()), StrictBase64.decode(signature))) {
            throw wrong("The keys are not what this member gave for this epoch.", by.name());
        }
    }

    private static Refused wrong(String message, String value) {
        return Refusal.of("succession-keys", "", message, value).toException();
    }
}
