package org.commonwatch.ledger.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * One way into a vault: its key, locked with a secret or a passphrase.
 *
 * @param cost of a passphrase; empty for a secret
 */
record Slot(Optional<PassphraseCost> cost, LockedBox box) {
    private static final String SECRET = "secret";
    private static final String PASSPHRASE = "passphrase";

    static Slot of(String vault, Unlock unlock, byte[] vaultKey, SecureRandom random) {
        return switch (unlock) {
            case Unlock.Secret secret ->
                new Slot(Optional.empty(), LockedBox.seal(secret.bytes(), purpose(vault, SECRET), vaultKey, random));
            case Unlock.Passphrase passphrase -> {
                PassphraseCost cost = PassphraseCost.DEFAULT;
                yield new Slot(
                        Optional.of(cost),
                        LockedBox.seal(
                                salt -> cost.key(passphrase, salt), purpose(vault, PASSPHRASE), vaultKey, random));
            }
        };
    }

    boolean isPassphrase() {
        return cost.isPresent();
    }

    /** The vault's key; empty when this is not what opens the slot. */
    Optional<byte[]> open(String vault, Unlock unlock) throws Refused {
        return switch (unlock) {
            case Unlock.Secret secret ->
                isPassphrase() ? Optional.empty() : box.open(secret.bytes(), purpose(vault, SECRET));
            case Unlock.Passphrase passphrase ->
                cost.isEmpty()
                        ? Optional.empty()
                        : box.open(salt -> cost.orElseThrow().key(passphrase, salt), purpose(vault, PASSPHRASE));
        };
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("box", box.text())
                .put("kind", isPassphrase() ? PASSPHRASE : SECRET);
        cost.ifPresent(argon -> body.put("lanes", argon.lanes())
                .put("memory_kib", argon.memoryKib())
                .put("passes", argon.passes()));
        return body;
    }

    static Slot read(JsonNode body) throws Refused {
        LockedBox box = LockedBox.parse(body.path("box").asText(""));
        return switch (body.path("kind").asText("")) {
            case SECRET -> new Slot(Optional.empty(), box);
            case PASSPHRASE ->
                new Slot(
                        Optional.of(PassphraseCost.of(
                                body.path("memory_kib").asInt(),
                                body.path("passes").asInt(),
                                body.path("lanes").asInt())),
                        box);
            default ->
                throw Refusal.of("vault-damaged", "/slots", "A vault is opened by a secret or a passphrase.")
                        .toException();
        };
    }

    private static String purpose(String vault, String kind) {
        return "vault " + vault + " by " + kind;
    }
}
