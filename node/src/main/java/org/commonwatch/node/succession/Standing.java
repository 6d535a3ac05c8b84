package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Quorum;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.succession.SuccessionStatus.TermsLine;

/** Says how the succession of a log stands, members by what people call them. */
@ApplicationScoped
class Standing {
    private final Voting voting;
    private final Deciding deciding;
    private final Before before;
    private final Epochs epochs;
    private final Communities communities;

    @Inject
    Standing(Voting voting, Deciding deciding, Before before, Epochs epochs, Communities communities) {
        this.voting = voting;
        this.deciding = deciding;
        this.before = before;
        this.epochs = epochs;
        this.communities = communities;
    }

    SuccessionStatus of(Log log) throws Refused {
        long number = epochs.number(log);
        String orders = String.join(", ", called(log, before.orders(log)));
        long start = number == 1 || epochs.of(log, number).isEmpty()
                ? 0
                : epochs.of(log, number).getFirst().record().start().size();
        Epoch now;
        try {
            now = before.of(log);
        } catch (Refused none) {
            return new SuccessionStatus(
                    log.name(), number, orders, start, "none", 0, none.refusal().message(), "", 0, List.of());
        }
        List<Voting.Cast> votes = voting.votes(log);
        List<TermsLine> lines = new ArrayList<>();
        for (Map.Entry<Digest, Proposal> terms : voting.proposals(log).entrySet()) {
            lines.add(line(log, now, terms.getKey(), terms.getValue(), votes));
        }
        Quorum quorum = Quorum.of(now.terms().policy());
        return new SuccessionStatus(
                log.name(),
                number,
                orders,
                start,
                quorum.threshold() + " of " + quorum.members(),
                quorum.threshold(),
                "",
                voting.cast(log).map(vote -> vote.next().hex()).orElse(""),
                voting.forks(log, number).size(),
                lines);
    }

    TermsLine line(Log log, Epoch now, Digest id, Proposal proposal, List<Voting.Cast> votes) throws Refused {
        Policy next = proposal.terms(voting.charter(log)).policy();
        Quorum quorum = Quorum.of(next);
        List<String> taking = proposal.keys().stream().map(KeyOffer::member).toList();
        List<String> voted = votes.stream()
                .filter(cast -> cast.vote().next().equals(id))
                .map(Voting.Cast::cosigner)
                .toList();
        List<String> any = votes.stream().map(Voting.Cast::cosigner).toList();
        return new TermsLine(
                id.hex(),
                called(log, proposal.by()),
                called(log, proposal.orders()),
                called(log, taking),
                called(
                        log,
                        communities.members(log).stream()
                                .map(member -> member.organisation().name())
                                .filter(name -> !taking.contains(name))
                                .toList()),
                quorum.threshold() + " of " + quorum.members(),
                called(log, voted),
                called(
                        log,
                        now.terms().policy().witnesses().stream()
                                .map(Policy.Witness::name)
                                .filter(name -> !any.contains(name))
                                .toList()),
                standing(log, id, proposal));
    }

    private String standing(Log log, Digest id, Proposal proposal) {
        try {
            Transition step = deciding.weigh(log, id, proposal);
            return "decided: starts at " + step.record().start().size() + " entries";
        } catch (Refused not) {
            return not.refusal().message()
                    + (not.refusal().value().isEmpty()
                            ? ""
                            : " (" + not.refusal().value() + ")");
        }
    }

    private String called(Log log, String name) {
        return called(log, List.of(name)).getFirst();
    }

    private List<String> called(Log log, List<String> names) {
        Map<String, String> titles = new HashMap<>();
        for (Communities.Member member : communities.members(log)) {
            Organisation organisation = member.organisation();
            titles.put(organisation.name(), organisation.title());
        }
        return names.stream().map(name -> titles.getOrDefault(name, name)).toList();
    }
}
