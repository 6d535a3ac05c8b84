package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.wire.StrictBase64;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;

/**
 * What a member proposes to go on with: the keys of those who take part and who orders. The terms follow from that, so nobody
 * has to read a policy to know what it says.
 *
 * @param epoch that would begin
 * @param under id of the terms in force, under which votes would be cast
 * @param by the member that proposes
 * @param orders the member whose node would order the log
 * @param keys by the members' names, rising
 * @param signature of {@code by}, as base64
 */
record Proposal(
        String origin, long epoch, Digest under, String by, String orders, List<KeyOffer> keys, String signature) {
    /** Thirty-two members' keys. */
    static final int BYTES_MAX = 32 * KeyOffer.BYTES_MAX + 4_096;

    private static final String FORMAT = "commonwatch succession terms 1";

    Proposal {
        keys = keys.stream().sorted(Comparator.comparing(KeyOffer::member)).toList();
    }

    static Proposal own(Identity self, Log log, Epoch before, String orders, List<KeyOffer> keys) {
        Proposal unsigned = new Proposal(
                before.origin(), before.number() + 1, before.terms().id(), self.name(), orders, keys, "");
        return unsigned.signed(Base64.getEncoder().encodeToString(self.signIn(log, Signed.message(unsigned.body()))));
    }

    private Proposal signed(String with) {
        return new Proposal(origin, epoch, under, by, orders, keys, with);
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("by", by)
                .put("epoch", epoch)
                .put("format", FORMAT)
                .put("orders", orders)
                .put("origin", origin)
                .put("signature", signature)
                .put("under", under.hex());
        ArrayNode given = body.putArray("keys");
        keys.forEach(offer -> given.add(offer.body()));
        return body;
    }

    byte[] toBytes() {
        return CanonicalJson.bytes(body());
    }

    /** @throws Refused {@code succession-terms-malformed}, or what is wrong with a key in it */
    static Proposal parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw wrong("succession-terms-malformed", "A proposal has at most " + BYTES_MAX + " bytes.");
        }
        JsonNode json = BoundedJson.parse(bytes);
        String under = json.path("under").asText("");
        if (!json.path("format").asText("").equals(FORMAT) || !under.matches("[0-9a-f]{64}")) {
            throw wrong("succession-terms-malformed", "This is no proposal of terms, or one of another release.");
        }
        List<KeyOffer> keys = new ArrayList<>();
        for (JsonNode offer : json.path("keys")) {
            keys.add(KeyOffer.read(offer));
        }
        return new Proposal(
                json.path("origin").asText(""),
                json.path("epoch").asLong(),
                Digest.fromHex(under),
                json.path("by").asText(""),
                json.path("orders").asText(""),
                keys,
                json.path("signature").asText(""));
    }

    /** The terms that are voted for: one log key, the orderer's; every cosigner counts once, how many is the charter's to say. */
    Terms terms(Charter charter) throws Refused {
        List<Policy.Witness> cosigners = new ArrayList<>();
        for (KeyOffer offer : keys) {
            cosigners.add(new Policy.Witness(offer.member(), offer.cosigner(), Optional.of(offer.url() + "/witness")));
        }
        KeyOffer orderer = keys.stream()
                .filter(offer -> offer.member().equals(orders))
                .findFirst()
                .orElseThrow(() -> wrong("succession-orders", "Who is to order the log has given no keys."));
        Policy policy = PolicyBuilder.community(
                List.of(new Policy.Log(orderer.checkpoint(), Optional.empty())),
                cosigners,
                charter.quorum().of(cosigners.size()));
        return new Terms(policy, Map.of(orderer.checkpoint(), orders));
    }

    /**
     * That a member proposed it, for what comes after {@code before}, with keys that the members gave and nobody has used.
     *
     * @throws Refused what is wrong
     */
    void verify(Epoch before, List<Member> members) throws Refused {
        Member proposer = member(members, by);
        boolean fits = origin.equals(before.origin())
                && epoch == before.number() + 1
                && under.equals(before.terms().id());
        if (!fits) {
            throw wrong("succession-epoch", "The proposal is about another epoch, or under another quorum.");
        }
        boolean signs =
                proposer.organisation().key().key().verify(Signed.message(body()), StrictBase64.decode(signature));
        if (!signs) {
            throw wrong("signature-wrong", "The member did not sign this proposal.");
        }
        for (KeyOffer offer : keys) {
            offer.verify(member(members, offer.member()).organisation(), origin, epoch);
            if (before.used(offer.cosigner().toBytes())
                    || before.used(offer.checkpoint().key().toBytes())) {
                throw wrong("succession-keys", "Every log and cosigner key of a new epoch is new.");
            }
        }
    }

    private static Member member(List<Member> members, String name) throws Refused {
        return members.stream()
                .filter(one -> one.organisation().name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("member-unknown", "Only members propose and take part."));
    }

    private static Refused wrong(String code, String message) {
        return Refusal.of(code, "", message).toException();
    }
}
