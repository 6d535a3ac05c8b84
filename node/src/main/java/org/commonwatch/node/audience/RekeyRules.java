package org.commonwatch.node.audience;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Seals;

/** When an entry about keys is void, and when one that is sealed. Pure; reads leaves and what they made of the audiences. */
final class RekeyRules {
    /** Code of an entry that another one about the same audience came before. */
    static final String OVERTAKEN = "audience-version";

    private RekeyRules() {}

    /** Empty: the command holds at its place. */
    static Optional<Refusal> judge(Rekey rekey, Leaf leaf, Standing standing) {
        if (standing.community().isEmpty()) {
            return refuse("community-not-founded", "Nobody has founded a community in this log.");
        }
        if (leaf.objects() != rekey.members().size()) {
            return refuse("wraps-count", "There is one wrap for each member that is named, and no other.");
        }
        Optional<String> stranger = rekey.members().stream()
                .filter(member -> !standing.receives(member))
                .findFirst();
        if (stranger.isPresent()) {
            return refuse("member-unknown", "Keys go to members with a key to encrypt to.");
        }
        Optional<Standing.Epoch> latest = standing.latest(rekey.audience());
        Optional<Refusal> owner = owner(rekey, leaf, standing.community().orElseThrow());
        return owner.isPresent() ? owner : epoch(rekey, latest, standing);
    }

    private static Optional<Refusal> owner(Rekey rekey, Leaf leaf, Standing.Community community) {
        if (rekey.audience().equals(community.name())) {
            return leaf.author().equals(community.steward())
                    ? Optional.empty()
                    : refuse("steward-only", "Only the steward renews the community's key.");
        }
        return rekey.audience().equals(NamedMembers.id(leaf.author(), rekey.members()))
                ? Optional.empty()
                : refuse("audience-other", "The audience's id is not that of these members and this author.");
    }

    private static Optional<Refusal> epoch(Rekey rekey, Optional<Standing.Epoch> latest, Standing standing) {
        long version = latest.map(Standing.Epoch::version).orElse(0L) + 1;
        if (rekey.version() != version) {
            return refuse(OVERTAKEN, "The audience's next version is " + version + ".");
        }
        Optional<Digest> known = standing.commitment(rekey.audience(), rekey.epoch());
        if (known.isPresent()) {
            return known.orElseThrow().equals(rekey.commitment())
                    ? Optional.empty()
                    : refuse("epoch-other-key", "The epoch has another key.");
        }
        long next = latest.map(Standing.Epoch::epoch).orElse(0L) + 1;
        return rekey.epoch() == next
                ? Optional.empty()
                : refuse("epoch-order", "The audience's next epoch is " + next + ".");
    }

    /** Whether a statement's audience and seal are as they must be at its place. */
    static Optional<Refusal> check(Statement statement, Standing standing) {
        Audience audience = statement.draft().audience();
        boolean sealed = statement
                .draft()
                .payload()
                .filter(payload -> payload.sealed().isPresent())
                .isPresent();
        if (!sealed && audience.epoch().isEmpty()) {
            return Optional.empty();
        }
        if (!sealed || audience.epoch().isEmpty()) {
            return refuse("seal-malformed", "A sealed payload names its epoch, and nothing else does.");
        }
        Optional<Standing.Epoch> latest = standing.latest(audience.id());
        if (latest.isEmpty()) {
            return refuse("audience-unknown", "Nobody made this audience.");
        }
        Standing.Epoch now = latest.orElseThrow();
        return now.epoch() == audience.epoch().orElseThrow() && !now.closed()
                ? Optional.empty()
                : refuse(Seals.OUTDATED, "The payload is sealed to an epoch whose key somebody who left has.");
    }

    private static Optional<Refusal> refuse(String code, String message) {
        return Optional.of(Refusal.of(code, "", message));
    }
}
