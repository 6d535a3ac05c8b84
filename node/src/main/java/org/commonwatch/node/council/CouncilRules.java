package org.commonwatch.node.council;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.council.CouncilCommand.NameCouncil;
import org.commonwatch.node.council.CouncilCommand.OfferSeat;
import org.commonwatch.node.spine.Leaf;

/** When an entry about who orders is void. Pure: a state, a command and its leaf. */
final class CouncilRules {
    private CouncilRules() {}

    /** Empty: the command holds at its place. */
    static Optional<Refusal> judge(CouncilCommand command, Leaf leaf, Standing standing) {
        if (standing.steward().isEmpty()) {
            return refuse("community-not-founded", "Nobody has founded a community in this log.");
        }
        if (standing.succeeded()) {
            return refuse("epoch-alone", "From its second epoch on one node orders a log.");
        }
        return switch (command) {
            case OfferSeat offer -> offer(offer, leaf, standing);
            case NameCouncil name -> name(name, leaf, standing);
        };
    }

    private static Optional<Refusal> offer(OfferSeat offer, Leaf leaf, Standing standing) {
        String member = leaf.author();
        if (!standing.isMember(member)) {
            return refuse("member-unknown", "Only a member offers a seat.");
        }
        if (standing.council().contains(member)) {
            return refuse("seat-taken", "The member sits in the council; take it out first.");
        }
        boolean named = offer.checkpoint().name().equals(leaf.log().origin())
                && offer.time().name().equals(member);
        if (!named) {
            return refuse(
                    "seat-key-name", "The key of checkpoints is named as the origin, that of times as the member.");
        }
        if (!offer.proved(leaf.log().origin(), member)) {
            return refuse("seat-proof", "Who offers a seat shows that it holds both keys.");
        }
        return standing.isAnothers(offer.checkpoint(), member) || standing.isAnothers(offer.time(), member)
                ? refuse("seat-key-taken", "Another member's seat has this key.")
                : Optional.empty();
    }

    private static Optional<Refusal> name(NameCouncil name, Leaf leaf, Standing standing) {
        String steward = standing.steward().orElseThrow();
        if (!leaf.author().equals(steward)) {
            return refuse("steward-only", "Only the steward names the council.");
        }
        List<String> before = standing.council().isEmpty() ? List.of(steward) : standing.council();
        if (differences(before, name.members()) != 1) {
            return refuse("council-step", "A council grows and shrinks by one member at a time.");
        }
        if (!name.members().stream().allMatch(standing::isMember)) {
            return refuse("member-unknown", "Only members sit in the council.");
        }
        return name.members().stream().allMatch(standing::offered)
                ? Optional.empty()
                : refuse("seat-missing", "Every member of the council has offered a seat.");
    }

    private static int differences(List<String> before, List<String> after) {
        Set<String> come = new HashSet<>(after);
        before.forEach(come::remove);
        Set<String> gone = new HashSet<>(before);
        after.forEach(gone::remove);
        return come.size() + gone.size();
    }

    private static Optional<Refusal> refuse(String code, String message) {
        return Optional.of(Refusal.of(code, "", message));
    }
}
