package org.commonwatch.node.matching;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.jboss.logging.Logger;

/** Adds what blocks brought to the hits, within the transaction of whoever calls. */
@ApplicationScoped
class HitWriting {
    private static final Logger LOG = Logger.getLogger(HitWriting.class);

    private final IndicatorIds ids;
    private final Triage triage;
    private final List<HitListener> listeners;
    private final Clock clock;
    private final HitNews news;

    @Inject
    HitWriting(IndicatorIds ids, Triage triage, @All List<HitListener> listeners, Clock clock, HitNews news) {
        this.ids = ids;
        this.triage = triage;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.news = news;
    }

    /** After the commit that wrote hits. */
    void saved() {
        news.changed();
    }

    void write(Db local, long source, String sourceName, List<Met> met) {
        for (Met lines : met) {
            Met.Group group = lines.group();
            Optional<String> id = ids.of(group.indicator());
            if (id.isEmpty()) {
                LOG.infof("a hit in %s was left out: the log of its indicator has been removed", sourceName);
                continue;
            }
            HitTable.Key key =
                    new HitTable.Key(id.orElseThrow(), group.day(), source, group.kind(), group.value(), group.asset());
            write(local, key, sourceName, HitTable.Lines.of(lines), lines.samples());
        }
    }

    void write(Db local, HitTable.Key key, String sourceName, HitTable.Lines lines, List<Sample> samples) {
        Instant now = clock.instant();
        Optional<Hit> known = HitTable.find(local, key);
        HitTable.Key kept = known.isPresent() ? key : HitTable.bounded(local, key);
        Optional<Hit> before = kept.equals(key) ? known : HitTable.find(local, kept);
        Decided decided = triage.judge(
                before.map(Hit::decided).orElse(Decided.NOBODY), triage.facts(kept, sourceName, lines.token()), now);
        long number;
        if (before.isPresent()) {
            number = before.orElseThrow().number();
            HitTable.add(local, number, lines, decided, now);
            if (!before.orElseThrow().letThrough() && lines.letThrough()) {
                tell(local, number, decided, HitListener.Occasion.LET_THROUGH);
            }
        } else {
            number = HitTable.insert(local, kept, sourceName, lines, decided, now);
            tell(
                    local,
                    number,
                    decided,
                    lines.letThrough() ? HitListener.Occasion.NEW : HitListener.Occasion.NEW_BLOCKED);
        }
        SampleTable.add(local, number, samples);
    }

    /** What a rule has muted or called false is nobody's news. */
    private void tell(Db local, long number, Decided decided, HitListener.Occasion occasion) {
        if (decided.state().isOpen()) {
            listeners.forEach(listener -> listener.heard(local, number, occasion));
        }
    }
}
