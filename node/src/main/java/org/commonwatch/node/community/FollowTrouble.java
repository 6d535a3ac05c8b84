package org.commonwatch.node.community;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.follow.FollowOutcome;
import org.commonwatch.ledger.follow.SourceStanding;

/** What is wrong with following, as people read it. */
final class FollowTrouble {
    private FollowTrouble() {}

    /** Empty when nothing is wrong. */
    static Optional<String> of(FollowOutcome outcome, List<SourceStanding> sources) {
        return switch (outcome) {
            case FollowOutcome.Current current -> Optional.empty();
            case FollowOutcome.Advanced advanced -> Optional.empty();
            case FollowOutcome.Waiting notYet -> Optional.empty();
            case FollowOutcome.Incomplete incomplete -> Optional.of(whyNot(incomplete, sources));
            case FollowOutcome.Forked forked -> Optional.of("the log signed two histories; the evidence is kept");
        };
    }

    /** A source that lied is asked no more, so what it did is said as long as nobody else helps. */
    private static String whyNot(FollowOutcome.Incomplete incomplete, List<SourceStanding> sources) {
        return sources.stream()
                .filter(SourceStanding::putAside)
                .flatMap(source -> source.last().stream())
                .findFirst()
                .or(() -> incomplete.why().stream().findFirst())
                .map(why ->
                        why.source() + ": " + why.why().message() + (why.lied() ? " It is not believed any more." : ""))
                .orElse("no source answers");
    }
}
