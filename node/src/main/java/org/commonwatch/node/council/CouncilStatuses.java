package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.node.council.CouncilStatus.Line;
import org.commonwatch.node.council.RunningCouncil.Running;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/** Puts together what the log says of its council and how the council runs. */
@ApplicationScoped
public class CouncilStatuses {
    private final Councils councils;
    private final Communities communities;
    private final RunningCouncil running;
    private final Spine spine;
    private final Logs logs;
    private final Identity self;

    @Inject
    CouncilStatuses(
            Councils councils, Communities communities, RunningCouncil running, Spine spine, Logs logs, Identity self) {
        this.councils = councils;
        this.communities = communities;
        this.running = running;
        this.spine = spine;
        this.logs = logs;
        this.self = self;
    }

    public CouncilStatus of(Log log) {
        List<String> council = councils.council(log).stream().map(Seat::member).toList();
        List<String> named = council.isEmpty() ? List.of(founder(log)) : council;
        Optional<Running> now = running.running(log);
        Map<String, Seat> seats = new HashMap<>();
        Set<String> all = new LinkedHashSet<>(named);
        now.ifPresent(turns -> all.addAll(turns.ordering()));
        councils.seats(log).forEach(seat -> {
            seats.put(seat.member(), seat);
            all.add(seat.member());
        });
        Map<String, Long> held = held(log);
        List<Line> lines = all.stream()
                .map(member -> new Line(
                        member,
                        title(log, member),
                        Optional.ofNullable(seats.get(member))
                                .map(Seat::address)
                                .orElse(""),
                        council.contains(member),
                        order(member, named, now),
                        member.equals(self.name()),
                        held.getOrDefault(member, -1L)))
                .toList();
        return new CouncilStatus(
                log.name(),
                council.isEmpty(),
                CouncilStatus.mayFail(named.size()),
                now.map(Running::waiting).orElse(""),
                now.map(Running::trouble).orElse(""),
                lines);
    }

    /**
     * What a member does for the order of a log.
     *
     * @param named who is to order
     * @param now who does; empty when this node is none of them, and then the named ones are taken to
     */
    static String order(String member, List<String> named, Optional<Running> now) {
        List<String> ordering = now.map(Running::ordering).orElse(named);
        if (named.contains(member) && ordering.contains(member)) {
            return now.flatMap(Running::leader).filter(member::equals).isPresent() ? "leads" : "orders";
        }
        if (named.contains(member)) {
            return "joining";
        }
        return ordering.contains(member) ? "leaving" : "offered";
    }

    private String founder(Log log) {
        return communities
                .of(log)
                .map(Communities.Community::steward)
                .orElseGet(() -> logs.keys(log).founder().name());
    }

    private String title(Log log, String member) {
        return communities
                .member(log, member)
                .map(known -> known.organisation().title())
                .orElse(member);
    }

    /** As the cosigners' answers tell; each cosigns what is durable at its node. */
    private Map<String, Long> held(Log log) {
        Map<String, Long> held = new HashMap<>();
        if (!logs.followed(log)) {
            spine.cosigning(log)
                    .cosigners()
                    .forEach(one -> one.heldSize().ifPresent(size -> held.put(one.name(), size)));
        }
        held.put(self.name(), spine.finalSize(log));
        return held;
    }
}
