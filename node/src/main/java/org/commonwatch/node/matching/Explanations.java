package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;

/** Says of an object how it is looked for, or why not. */
@ApplicationScoped
class Explanations {
    private static final int VALUES_MAX = 50;

    private final Watchlist watchlist;
    private final Settings settings;
    private final Items items;
    private final Clock clock;

    @Inject
    Explanations(Watchlist watchlist, Settings settings, Items items, Clock clock) {
        this.watchlist = watchlist;
        this.settings = settings;
        this.items = items;
        this.clock = clock;
    }

    /** Empty when the object asks for nothing, or the reader may not know of it. */
    Optional<HowMatched> of(String id, Gate gate) {
        Claimants all = watchlist.of(List.of(id)).getFirst();
        Set<Long> open = new HashSet<>();
        for (Item item : gate.openAll(items.claims(id))) {
            open.add(item.key().toLong());
        }
        Claimants seen = new Claimants(
                id,
                all.claims().stream()
                        .filter(claim -> open.contains(claim.key()))
                        .toList());
        Instant now = clock.instant();
        Minimums minimums = settings.minimums();
        List<Claimed> latest = seen.latest();
        Optional<Claimed> standing = seen.watching(minimums, now)
                .flatMap(watching -> latest.stream()
                        .filter(claim -> claim.key() == watching.key())
                        .findFirst())
                .or(() -> latest.stream().findFirst());
        return standing.map(claim -> explained(claim, minimums, now));
    }

    private static HowMatched explained(Claimed claim, Minimums minimums, Instant now) {
        List<HowMatched.Value> values = claim.parts().stream()
                .limit(VALUES_MAX)
                .map(part -> value(claim, part, minimums, now))
                .toList();
        Optional<Standing.Why> against = claim.parts().isEmpty() ? against(claim, now) : Optional.empty();
        boolean none = claim.how() == Wanted.NotAtAll.CODE || against.isPresent();
        String how = none ? "none" : claim.how() == Wanted.ByWindow.CODE ? "window" : "index";
        return new HowMatched(
                how,
                sentence(claim, how, against),
                values,
                Math.max(0, claim.parts().size() - VALUES_MAX));
    }

    /** Why nothing was kept to look for. */
    private static Optional<Standing.Why> against(Claimed claim, Instant now) {
        Standing standing = ActiveRules.judge(claim.facts(), claim.recalled(), Optional.empty(), 0, now);
        return standing instanceof Standing.Passive passive ? Optional.of(passive.why()) : Optional.empty();
    }

    private static HowMatched.Value value(Claimed claim, Claimed.Part part, Minimums minimums, Instant now) {
        String kind = Hit.kindWord(part.kind());
        return switch (Claimants.judge(claim, part, minimums, now)) {
            case Standing.Active active ->
                new HowMatched.Value(kind, part.value(), true, Optional.empty(), Optional.empty(), active.until());
            case Standing.Passive passive ->
                new HowMatched.Value(
                        kind,
                        part.value(),
                        false,
                        Optional.of(passive.why().code()),
                        Optional.of(passive.why().sentence()),
                        Optional.empty());
        };
    }

    private static String sentence(Claimed claim, String how, Optional<Standing.Why> against) {
        return switch (how) {
            case "index" -> "Each of its values is looked for in every line.";
            case "window" -> "Its pattern is tried on what lines say, over a window of time.";
            default ->
                against.map(Standing.Why::sentence)
                        .or(claim::reason)
                        .orElse("Nothing in it can be looked for in lines.");
        };
    }
}
