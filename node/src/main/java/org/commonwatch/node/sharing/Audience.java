package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonwatch.node.access.Readers;
import org.commonwatch.node.membership.MemberReaders;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Decision;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Opened;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Log;

/** Who will see what is about to be shared, and by which rule: the gate is asked about terms that do not stand yet. */
@ApplicationScoped
class Audience {
    private final Items items;
    private final Readers readers;
    private final MemberReaders members;

    @Inject
    Audience(Items items, Readers readers, MemberReaders members) {
        this.items = items;
        this.readers = readers;
        this.members = members;
    }

    /** One object on its way. */
    record Going(String id, String type, String title, TlpBadge tlp) {}

    /** @param sees of the objects that go */
    record Sees(String who, long sees, String because) {}

    /** The objects of a preview with their markings. */
    List<Going> going(Shares.Preview preview, Gate gate) {
        return preview.objects().stream()
                .map(object -> new Going(
                        object.item().id(),
                        object.item().type(),
                        object.title(),
                        TlpBadge.of(terms(object, gate, preview.target()).tlp())))
                .toList();
    }

    List<Sees> readers(Shares.Preview preview, Gate gate) {
        List<Terms> terms = preview.objects().stream()
                .map(object -> terms(object, gate, preview.target()))
                .toList();
        return Stream.concat(
                        readers.all().stream().map(reader -> sees(reader, Action.TAXII, terms)),
                        Recipient.readers(preview, members).stream()
                                .map(reader -> sees(reader, Action.MIRROR, terms))
                                .map(sees -> new Sees(sees.who(), sees.sees(), sees.because() + " " + seal(preview))))
                .toList();
    }

    private static String seal(Shares.Preview preview) {
        if (preview.inClear()) {
            return "It is TLP:CLEAR and not sealed.";
        }
        return preview.to().isEmpty()
                ? "It is sealed to the members of the community."
                : "It is sealed to the members who are named, and this is one.";
    }

    private static Sees sees(Reader reader, Action action, List<Terms> terms) {
        Gate gate = new Gate(reader, action);
        long may = 0;
        TreeSet<Rule> rules = new TreeSet<>();
        for (Terms each : terms) {
            Decision decision = gate.decision(each);
            may += decision.allowed() ? 1 : 0;
            rules.addAll(decision.fired());
        }
        List<String> because = new ArrayList<>();
        rules.forEach(rule -> because.add(rule.sentence()));
        return new Sees(reader.name(), may, String.join(" ", because));
    }

    /** The terms an object will stand under in the community's log. */
    private Terms terms(OpenObject object, Gate gate, Log target) {
        Optional<Terms> now = items.at(List.of(object.item().key().toLong())).stream()
                .flatMap(item -> gate.explained(item).stream())
                .map(Opened::terms)
                .findFirst();
        return new Terms(
                target.space(),
                target.name(),
                now.flatMap(Terms::tlp),
                false,
                now.map(Terms::expired).orElse(false));
    }
}
