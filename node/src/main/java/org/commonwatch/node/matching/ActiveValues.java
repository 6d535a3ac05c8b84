package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.function.Consumer;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * What is looked for now, for slices that hand it on. Read from the projection, not from the matching index: what was recalled,
 * revoked or expired a moment ago is not in it.
 */
@ApplicationScoped
public class ActiveValues {
    private final Watchlist watchlist;
    private final Settings settings;
    private final Logs logs;
    private final Clock clock;

    @Inject
    ActiveValues(Watchlist watchlist, Settings settings, Logs logs, Clock clock) {
        this.watchlist = watchlist;
        this.settings = settings;
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * Hands over every value, closed under the terms of the claim that brought it: once for each claim that is reason enough, so
     * a value may come several times and a reader may see it through any of them. One pass that holds a reading connection:
     * {@code sink} must not ask the index.
     */
    public void forEach(Consumer<Guarded<ActiveValue>> sink) {
        watchlist.forEachActiveClaim(settings.minimums(), clock.instant(), (id, claim) -> {
            Log log = logs.byNumber(ItemKey.of(claim.key()).log());
            Terms terms = new Terms(log.space(), log.name(), claim.tlp(), claim.recalled(), false);
            for (Claimed.Part part : claim.parts()) {
                if (!part.isWindow()) {
                    ActiveValue value = new ActiveValue(
                            Claimants.kind(part.kind()),
                            part.value(),
                            id,
                            claim.source().orElse(""),
                            claim.added());
                    sink.accept(Guarded.of(terms, value));
                }
            }
        });
    }
}
