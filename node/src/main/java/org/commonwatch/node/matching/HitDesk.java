package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.OpenObject;
import org.jspecify.annotations.Nullable;

/** Where people and programs look at hits and decide: the same for pages and API. */
@ApplicationScoped
class HitDesk {
    private static final int WHY_CHARS_MAX = 2_000;

    private final Hits hits;
    private final Triage triage;
    private final Objects objects;

    @Inject
    HitDesk(Hits hits, Triage triage, Objects objects) {
        this.hits = hits;
        this.triage = triage;
        this.objects = objects;
    }

    List<Hit> page(HitQuestion question, int limit, Gate gate) {
        return gate.openAll(hits.page(question, limit));
    }

    Optional<Hits.WithSamples> one(long number, Gate gate) {
        return hits.one(number).flatMap(gate::open);
    }

    List<HitView> views(List<Hit> shown, Gate gate) {
        Map<String, String> titles = new HashMap<>();
        return shown.stream()
                .map(hit -> HitView.of(hit, titles.computeIfAbsent(hit.indicator(), id -> title(id, gate))))
                .toList();
    }

    HitView view(Hits.WithSamples found, Gate gate) {
        return HitView.of(found.hit(), title(found.hit().indicator(), gate), found.samples());
    }

    private String title(String indicator, Gate gate) {
        return objects.latest(indicator, gate).map(OpenObject::title).orElse(indicator);
    }

    /**
     * A person or token decides.
     *
     * @throws Refused {@code why-missing} when a false positive is not explained: others will read it; {@code why-too-long}
     */
    void decide(long number, HitState state, Reader who, @Nullable String why) throws Refused {
        String reason = why == null ? "" : why.strip();
        if (reason.length() > WHY_CHARS_MAX) {
            throw Refusal.of("why-too-long", "/why", "At most " + WHY_CHARS_MAX + " characters.")
                    .toException();
        }
        if (state == HitState.FALSE_POSITIVE && reason.isEmpty()) {
            throw Refusal.of("why-missing", "/why", "Say why it is false: whoever shared it will want to know.")
                    .toException();
        }
        triage.decide(number, state, who.name(), reason);
    }
}
