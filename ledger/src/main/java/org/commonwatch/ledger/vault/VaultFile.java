package org.commonwatch.ledger.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * The file {@code vault}: ways to the vault's key.
 *
 * @param id names the vault, 32 hex digits
 * @param commitment to the vault's key
 * @param slots any of them opens it
 * @param previous the key that some files are still locked with, locked with the new one: encrypting anew was interrupted
 */
record VaultFile(String id, Digest commitment, List<Slot> slots, Optional<LockedBox> previous) {
    static final int BYTES_MAX = 16 * 1024;

    /** One that is in use and one that replaces it; the rest is room. */
    static final int SLOTS_MAX = 4;

    private static final String FORMAT = "commonwatch vault 1";
    private static final byte[] COMMITMENT = "commonwatch vault key v1\0".getBytes(StandardCharsets.US_ASCII);

    VaultFile {
        slots = List.copyOf(slots);
    }

    static Digest commitment(byte[] key) {
        return Digest.of(COMMITMENT, key);
    }

    byte[] toBytes() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("commitment", commitment.hex())
                .put("format", FORMAT)
                .put("id", id);
        previous.ifPresent(box -> body.put("previous", box.text()));
        ArrayNode ways = body.putArray("slots");
        slots.forEach(slot -> ways.add(slot.body()));
        return CanonicalJson.bytes(body);
    }

    /** @throws Refused {@code vault-damaged}, {@code vault-cost} and what a box or JSON is refused for */
    static VaultFile parse(byte[] bytes) throws Refused {
        JsonNode body = BoundedJson.parse(bytes);
        String id = body.path("id").asText("");
        String commitment = body.path("commitment").asText("");
        if (!FORMAT.equals(body.path("format").textValue())
                || !id.matches("[0-9a-f]{32}")
                || !commitment.matches("[0-9a-f]{64}")) {
            throw damaged("The vault is not one of this release's: its format or id does not read.");
        }
        List<Slot> slots = new ArrayList<>();
        for (JsonNode slot : body.path("slots")) {
            if (slots.size() == SLOTS_MAX) {
                throw damaged("A vault has at most " + SLOTS_MAX + " slots.");
            }
            slots.add(Slot.read(slot));
        }
        Optional<LockedBox> previous = body.has("previous")
                ? Optional.of(LockedBox.parse(body.path("previous").asText("")))
                : Optional.empty();
        VaultFile file = new VaultFile(id, Digest.fromHex(commitment), slots, previous);
        if (slots.isEmpty() || !Arrays.equals(file.toBytes(), bytes)) {
            throw damaged("The vault has no slot, or is not written as it must be.");
        }
        return file;
    }

    private static Refused damaged(String message) {
        return Refusal.of("vault-damaged", "", message).toException();
    }
}
