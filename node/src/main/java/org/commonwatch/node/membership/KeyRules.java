package org.commonwatch.node.membership;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.node.membership.MembershipCommand.ChangeKeys;
import org.commonwatch.node.spine.Leaf;

/**
 * When a change of a member's keys is void. A member changes its own with the key in use; the steward gives others new ones when
 * that key is lost or in wrong hands. The member stays who it is: name, title and kind, and with them all it has said.
 */
final class KeyRules {
    /** Keys of one member in one community, so that nobody fills the tables with them. */
    static final int KEYS_MAX = 64;

    private KeyRules() {}

    static Optional<Refusal> judge(ChangeKeys change, Leaf leaf, Standing standing) {
        Organisation member = change.member();
        Optional<Organisation> before = standing.member(member.name());
        if (before.isEmpty()) {
            return refuse("member-unknown", "There is no such member.");
        }
        boolean itself = leaf.author().equals(member.name());
        boolean steward = standing.steward().equals(Optional.of(leaf.author()));
        if (!itself && !steward) {
            return refuse("keys-of-another", "A member's keys are changed by itself or by the steward.");
        }
        if (itself && change.reason() == KeyReason.LOST) {
            return refuse("keys-not-lost", "Who signs with a key has not lost it.");
        }
        if (standing.keyKnown(member.key().text())) {
            return refuse("key-known", "This key is or was a member's; a change brings a new one.");
        }
        if (!before.orElseThrow().title().equals(member.title())
                || before.orElseThrow().kind() != member.kind()) {
            return refuse("keys-only", "A change of keys leaves title and kind as they are.");
        }
        if (member.encryption().isEmpty()) {
            return refuse(
                    "key-not-possessed",
                    "The new key has not signed a key for audiences, so nobody knows whose it is.");
        }
        if (standing.keys(member.name()) >= KEYS_MAX) {
            return refuse("keys-too-many", "A member has at most " + KEYS_MAX + " keys in a community's life.");
        }
        return member.witnesses().isEmpty()
                        || member.witnesses().equals(before.orElseThrow().witnesses())
                ? Optional.empty()
                : cosigner(member.witnesses().getFirst(), member.name(), standing);
    }

    /** A new key to cosign with is nobody else's, and not one that the member had given up. */
    private static Optional<Refusal> cosigner(String text, String member, Standing standing) {
        try {
            if (!CosignerKey.parse(text).name().equals(member)) {
                return refuse("cosigner-name", "A cosigner key is named like its member.");
            }
        } catch (Refused malformed) {
            return Optional.of(malformed.refusal());
        }
        return standing.cosignerKnown(text)
                ? refuse("cosigner-used", "Somebody cosigns with this key, or did.")
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(String code, String message) {
        return Optional.of(Refusal.of(code, "", message));
    }
}
