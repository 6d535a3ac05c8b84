package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.policy.Policy;

/** What members do about who belongs, as it stands in the body of an entry. */
public sealed interface MembershipCommand {
    ObjectNode body();

    /** The first entry that counts in a community's log. */
    record Create(String name, Charter charter, Organisation founder) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
            body.set("charter", charter.body());
            body.set("founder", founder.body());
            return body;
        }

        static Create read(JsonNode body) throws Refused {
            return new Create(
                    word(body, "name", "[a-z][a-z0-9-]{0,62}"),
                    Charter.read(body.path("charter")),
                    Organisation.read(body.path("founder")));
        }
    }

    /**
     * An invitation for one organisation.
     *
     * @param secret SHA-256 of the secret that stands in the invitation alone
     * @param expires in log time
     */
    record Invite(String id, Digest secret, Instant expires) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("expires", expires.toString())
                    .put("id", id)
                    .put("secret", secret.hex());
        }

        static Invite read(JsonNode body) throws Refused {
            return new Invite(
                    invitationId(body), Digest.fromHex(word(body, "secret", "[0-9a-f]{64}")), time(body, "expires"));
        }
    }

    record RevokeInvitation(String id) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance.objectNode().put("id", id);
        }

        static RevokeInvitation read(JsonNode body) throws Refused {
            return new RevokeInvitation(invitationId(body));
        }
    }

    /** The invited organisation is a member from here on. */
    record Admit(String invitation, Organisation member) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("invitation", invitation);
            body.set("member", member.body());
            return body;
        }

        static Admit read(JsonNode body) throws Refused {
            return new Admit(word(body, "invitation", INVITATION_ID), Organisation.read(body.path("member")));
        }
    }

    /** The member's statements count no more from here on; what it said stays. */
    record Remove(String member, String reason) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance.objectNode().put("member", member).put("reason", reason);
        }

        static Remove read(JsonNode body) throws Refused {
            return new Remove(word(body, "member", "org-[0-9a-f]{16}"), text(body, "reason", REASON_CHARS_MAX));
        }
    }

    /**
     * From here on the member speaks with another key, and the one before counts no more; what was said with it stays.
     *
     * @param member with its new keys; title and kind as before. Its key for audiences is signed by the new key, which shows
     *     that this is in the hands of who has the name.
     */
    record ChangeKeys(Organisation member, KeyReason reason) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.set("member", member.body());
            return body.put("reason", reason.word());
        }

        static ChangeKeys read(JsonNode body) throws Refused {
            String word = body.path("reason").asText("");
            KeyReason reason = KeyReason.of(word)
                    .orElseThrow(() -> Refusal.of(
                                    "body-word", "/reason", "The reason is one of: " + KeyReason.words() + ".", word)
                            .toException());
            return new ChangeKeys(Organisation.ofMember(body.path("member")), reason);
        }
    }

    /** From here on this policy says which cosignatures make a checkpoint final. */
    record SetPolicy(String policy) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance.objectNode().put("policy", policy);
        }

        static SetPolicy read(JsonNode body) throws Refused {
            return new SetPolicy(text(body, "policy", POLICY_CHARS_MAX));
        }
    }

    /**
     * Whoever orders the log in this epoch is the steward from here on.
     *
     * @param record SHA-256 of the step of the chain of epochs by which it does
     * @param policy of the terms that begin the epoch: it says who cosigns, with which keys
     */
    record Succeed(long epoch, Digest record, String policy) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("epoch", epoch)
                    .put("policy", policy)
                    .put("record", record.hex());
        }

        /** Cosigner keys, C2SP vkeys, by the members' names. */
        Map<String, String> cosigners() {
            try {
                return Policy.parse(policy.getBytes(StandardCharsets.UTF_8)).witnesses().stream()
                        .collect(Collectors.toMap(
                                Policy.Witness::name, witness -> witness.key().text()));
            } catch (Refused e) {
                throw new IllegalStateException("the policy of verified terms no longer reads", e);
            }
        }

        static Succeed read(JsonNode body) throws Refused {
            JsonNode epoch = body.path("epoch");
            if (!epoch.canConvertToLong() || !epoch.isIntegralNumber() || epoch.longValue() < 2) {
                throw Refusal.of("body-epoch", "/epoch", "The number of an epoch, from 2 on, is needed.")
                        .toException();
            }
            return new Succeed(
                    epoch.longValue(),
                    Digest.fromHex(word(body, "record", "[0-9a-f]{64}")),
                    text(body, "policy", POLICY_CHARS_MAX));
        }
    }

    /**
     * With this key the member cosigns in the log's epoch, which began without it.
     *
     * @param cosigner C2SP vkey
     */
    record SetCosigner(String cosigner) implements MembershipCommand {
        @Override
        public ObjectNode body() {
            return JsonNodeFactory.instance.objectNode().put("cosigner", cosigner);
        }

        static SetCosigner read(JsonNode body) throws Refused {
            return new SetCosigner(CosignerKey.parse(text(body, "cosigner", Organisation.WITNESS_CHARS_MAX))
                    .text());
        }

        boolean isOf(String member) {
            return cosigner.startsWith(member + "+");
        }
    }

    String INVITATION_ID = "[0-9a-f]{32}";
    int REASON_CHARS_MAX = 300;

    /** Thirty members with an ML-DSA-44 key each. */
    int POLICY_CHARS_MAX = 60_000;

    /** Times beyond are no times of ours, and do not fit the tables. */
    Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static String invitationId(JsonNode body) throws Refused {
        return word(body, "id", INVITATION_ID);
    }

    private static String word(JsonNode body, String name, String pattern) throws Refused {
        String text = body.path(name).textValue();
        if (text == null || !text.matches(pattern)) {
            throw Refusal.of("body-word", "/" + name, "The field must match " + pattern + ".")
                    .toException();
        }
        return text;
    }

    private static String text(JsonNode body, String name, int charsMax) throws Refused {
        String text = body.path(name).textValue();
        if (text == null || text.length() > charsMax) {
            throw Refusal.of("body-text", "/" + name, "A text of at most " + charsMax + " characters is needed.")
                    .toException();
        }
        return text;
    }

    private static Instant time(JsonNode body, String name) throws Refused {
        try {
            Instant time = Instant.parse(body.path(name).asText(""));
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                throw new DateTimeParseException("beyond what is kept", time.toString(), 0);
            }
            return time;
        } catch (DateTimeParseException e) {
            throw Refusal.of("body-time", "/" + name, "A time of RFC 3339 in UTC is needed.")
                    .toException();
        }
    }
}
