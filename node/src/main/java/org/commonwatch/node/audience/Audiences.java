package org.commonwatch.node.audience;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.Submission;

/** Audiences for other slices: whom a name means, and a key for some members alone. */
@ApplicationScoped
public class Audiences {
    private final SqliteStore index;
    private final Identity self;
    private final Communities communities;
    private final Keyring keyring;
    private final Handing handing;

    @Inject
    Audiences(@Index SqliteStore index, Identity self, Communities communities, Keyring keyring, Handing handing) {
        this.index = index;
        this.self = self;
        this.communities = communities;
        this.keyring = keyring;
        this.handing = handing;
    }

    /**
     * The other members that are meant, in the order of their names.
     *
     * @param named each by its name, or what people call it when only one is called so
     */
    public List<Organisation> members(Log log, List<String> named) throws Refused {
        List<Organisation> all = communities.members(log).stream()
                .map(Communities.Member::organisation)
                .filter(member -> !member.name().equals(self.name()))
                .toList();
        TreeSet<String> meant = new TreeSet<>();
        for (String name : named) {
            List<String> found = all.stream()
                    .filter(member ->
                            member.name().equals(name) || member.title().equalsIgnoreCase(name))
                    .map(Organisation::name)
                    .toList();
            if (found.size() != 1) {
                throw Refusal.of(
                                "member-unknown",
                                "/to",
                                "No other member, or more than one, is called so; use the name.",
                                name)
                        .toException();
            }
            meant.add(found.getFirst());
        }
        return all.stream().filter(member -> meant.contains(member.name())).toList();
    }

    /**
     * The audience of these members and this organisation; its key is handed out where there is none in use. Waits until
     * that is final and applied.
     *
     * @throws Refused {@code member-no-key}, {@code seal-pending}
     */
    public Recipients named(Log log, List<Organisation> members) throws Refused {
        TreeSet<String> names = new TreeSet<>(List.of(self.name()));
        members.forEach(member -> names.add(member.name()));
        String audience = NamedMembers.id(self.name(), List.copyOf(names));
        if (keyring.usable(log, audience).isEmpty()) {
            List<StandingRows.Receiver> receivers = index.read(db -> new StandingRows(db, log).receivers()).stream()
                    .filter(handing::reaches)
                    .filter(receiver -> names.contains(receiver.name()))
                    .toList();
            if (receivers.size() != names.size()) {
                throw Refusal.of("member-no-key", "/to", "Not all of them have a key that can be encrypted to.")
                        .toException();
            }
            if (!Handing.inTurn(Keyring.KEY_MAX, () -> keyMade(log, audience, receivers))) {
                throw Refusal.of(
                                "seal-pending",
                                "",
                                "The members' key is on its way and not final yet. Nothing was shared; try again later.")
                        .toException();
            }
        }
        return new Recipients.Named(audience);
    }

    /** Empty when the key is there already: two that share with the same members for the first time make one. */
    private Optional<Submission> keyMade(Log log, String audience, List<StandingRows.Receiver> receivers)
            throws Refused {
        return keyring.usable(log, audience).isPresent()
                ? Optional.empty()
                : Optional.of(handing.renew(
                        log, audience, index.read(db -> new StandingRows(db, log).latest(audience)), receivers));
    }

    /** Empty when a statement is sealed as it must be now; who orders a log lets nothing else in. */
    public Optional<Refusal> check(Log log, Statement statement) {
        return index.read(db -> keyring.check(db, log, statement));
    }
}
