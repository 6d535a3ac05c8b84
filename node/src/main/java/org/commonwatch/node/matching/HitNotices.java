package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.OpenObject;
import org.commonwatch.stix.Tlp;

/** What may be told of a hit: other slices ask here. */
@ApplicationScoped
public class HitNotices {
    private final Hits hits;
    private final Watchlist watchlist;
    private final Settings settings;
    private final Items items;
    private final Objects objects;
    private final Clock clock;

    @Inject
    HitNotices(Hits hits, Watchlist watchlist, Settings settings, Items items, Objects objects, Clock clock) {
        this.hits = hits;
        this.watchlist = watchlist;
        this.settings = settings;
        this.items = items;
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * The hit with what the gate lets through of its indicator. Empty when there is no such hit, when the gate holds the hit or
     * every claim of the indicator back, or when the indicator is gone: its value says as much as the object.
     *
     * @param withLine whether the first line of the hit comes along
     */
    public Optional<HitNotice> of(long number, Gate gate, boolean withLine) {
        return hits.one(number).flatMap(gate::open).flatMap(found -> of(found, gate, withLine));
    }

    private Optional<HitNotice> of(Hits.WithSamples found, Gate gate, boolean withLine) {
        String id = found.hit().indicator();
        Map<Long, Terms> open = new HashMap<>();
        items.claims(id)
                .forEach(item -> gate.explained(item)
                        .ifPresent(opened -> open.put(opened.value().key().toLong(), opened.terms())));
        List<Claimed> seen = watchlist.of(List.of(id)).getFirst().claims().stream()
                .filter(claim -> open.containsKey(claim.key()))
                .toList();
        // Of those that may be told, the claim that stands and was marked most openly is the one we tell.
        return new Claimants(id, seen)
                .latest().stream()
                        .min(java.util.Comparator.comparing(claim -> marking(open, claim)))
                        .map(claim -> notice(found, claim, marking(open, claim), gate, withLine));
    }

    private HitNotice notice(Hits.WithSamples found, Claimed claim, Tlp marking, Gate gate, boolean withLine) {
        Hit hit = found.hit();
        Optional<String> line = found.samples().stream()
                .findFirst()
                .filter(any -> withLine)
                .map(sample -> sample.text().text());
        return new HitNotice(
                hit.number(),
                hit.indicator(),
                objects.latest(hit.indicator(), gate).map(OpenObject::title).orElse(hit.indicator()),
                hit.kind(),
                hit.value(),
                standing(claim, hit),
                claim.source(),
                claim.facts().confidence(),
                hit.sourceName(),
                hit.asset().kind().word(),
                hit.asset().name(),
                hit.day(),
                hit.allowed(),
                hit.blocked(),
                hit.unknown(),
                hit.first(),
                hit.last(),
                hit.decided().state().word(),
                hit.decided().state().isOpen(),
                marking,
                line);
    }

    private String standing(Claimed claim, Hit hit) {
        Claimed.Part part = claim.parts().stream()
                .filter(one -> one.value().equals(hit.value()))
                .findFirst()
                .orElse(new Claimed.Part(MatchingProjection.WINDOW_KIND, ""));
        return switch (Claimants.judge(claim, part, settings.minimums(), clock.instant())) {
            case Standing.Active active -> "active";
            case Standing.Passive passive -> passive.why().code();
        };
    }

    private static Tlp marking(Map<Long, Terms> open, Claimed claim) {
        Tlp said =
                Optional.ofNullable(open.get(claim.key())).flatMap(Terms::tlp).orElse(Tlp.AMBER);
        return said.mostRestrictive(Hit.MARKING);
    }
}
