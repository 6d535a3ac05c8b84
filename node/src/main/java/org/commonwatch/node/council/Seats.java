package org.commonwatch.node.council;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.council.CouncilCommand.NameCouncil;
import org.commonwatch.node.council.CouncilCommand.OfferSeat;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.OrderingKeys;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.SqliteStore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this node does about seats: offers its own and, as the steward's, names the council. The rule is asked before. */
@ApplicationScoped
class Seats {
    /** Longer than the sequencer waits for cosigners that are up; what takes longer is answered as pending. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Spine spine;
    private final Communities communities;
    private final Councils councils;
    private final SqliteStore index;
    private final Identity self;
    private final Clock clock;
    private final Optional<String> address;

    @Inject
    Seats(
            Spine spine,
            Communities communities,
            Councils councils,
            @Index SqliteStore index,
            Identity self,
            Clock clock,
            @ConfigProperty(name = "commonwatch.council.address") Optional<String> address) {
        this.spine = spine;
        this.communities = communities;
        this.councils = councils;
        this.index = index;
        this.self = self;
        this.clock = clock;
        this.address = address.map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Says in the log that this node would order it, where it is reached and with which keys it signs. */
    void offer(Log log) throws Refused {
        String here = address.orElseThrow(() -> Refusal.of(
                        "seat-no-address",
                        "",
                        "This node has no address for a council: start it with COMMONWATCH_COUNCIL_ADDRESS=host:port, which"
                                + " the other nodes must reach.")
                .toException());
        OfferSeat offer = OfferSeat.of(here, log.origin(), keys(log));
        submit(log, SeatEntry.TYPE, offer, offer.body());
    }

    /** A seat that was left is not taken again with its keys: a checkpoint with them could be one of then. */
    private OrderingKeys keys(Log log) throws Refused {
        OrderingKeys known = spine.orderingKeys(log);
        boolean left =
                councils.council(log).stream().noneMatch(seat -> seat.member().equals(self.name()))
                        && councils.everSeated(log).stream()
                                .anyMatch(seat -> seat.checkpoint().equals(known.checkpoint()));
        return left ? spine.newOrderingKeys(log) : known;
    }

    /** @param members of the whole council, by name, or by title where only one is called so */
    void name(Log log, List<String> members) throws Refused {
        List<String> names = new ArrayList<>();
        for (String member : members) {
            names.add(name(log, member));
        }
        NameCouncil council = NameCouncil.read(new NameCouncil(names).body());
        submit(log, MembersEntry.TYPE, council, council.body());
    }

    private String name(Log log, String member) throws Refused {
        List<String> found = communities.members(log).stream()
                .map(Communities.Member::organisation)
                .filter(one -> one.name().equals(member) || one.title().equalsIgnoreCase(member))
                .map(Organisation::name)
                .toList();
        if (found.size() != 1) {
            throw Refusal.of("member-unknown", "", "No member, or more than one, is called so; use the name.", member)
                    .toException();
        }
        return found.getFirst();
    }

    private void submit(Log log, String type, CouncilCommand command, ObjectNode body) throws Refused {
        Leaf leaf = new Leaf(log, 0, self.name(), type, CouncilEntry.VERSION, clock.instant(), clock.instant(), 0);
        Optional<Refusal> refusal = index.read(db -> CouncilRules.judge(command, leaf, new StandingRows(db, log)));
        if (refusal.isPresent()) {
            throw refusal.orElseThrow().toException();
        }
        if (!spine.submit(log, type, CouncilEntry.VERSION, body, List.of()).await(PATIENCE)) {
            throw Refusal.of("pending", "", "The entry waits to be final; `community status` says who is missing.")
                    .toException();
        }
    }
}
