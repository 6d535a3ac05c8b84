package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.council.CouncilStatus;
import org.commonwatch.node.council.CouncilStatuses;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Community;
import org.commonwatch.node.membership.Communities.Invitation;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.state.States;

/** Says how the communities of this node stand. */
@ApplicationScoped
class Statuses {
    private final Logs logs;
    private final Entries entries;
    private final Communities communities;
    private final Following following;
    private final SeatedLogs seated;
    private final Quorums quorums;
    private final CouncilStatuses councils;
    private final Requests requests;
    private final States states;
    private final Identity self;
    private final Clock clock;

    @Inject
    Statuses(
            Logs logs,
            Entries entries,
            Communities communities,
            Following following,
            SeatedLogs seated,
            Quorums quorums,
            CouncilStatuses councils,
            Requests requests,
            States states,
            Identity self,
            Clock clock) {
        this.logs = logs;
        this.entries = entries;
        this.communities = communities;
        this.following = following;
        this.seated = seated;
        this.quorums = quorums;
        this.councils = councils;
        this.requests = requests;
        this.states = states;
        this.self = self;
        this.clock = clock;
    }

    /** Communities with members, or that this node waits to be admitted to. */
    List<CommunityStatus> all() {
        return logs.all().stream()
                .filter(log -> log.space() == Space.COMMUNITY)
                .filter(log -> logs.followed(log) || communities.of(log).isPresent())
                .map(this::of)
                .toList();
    }

    CommunityStatus of(Log log) {
        Optional<Community> community = communities.of(log);
        Optional<Followed> followed = following.of(log);
        String steward = community
                .map(Community::steward)
                .orElseGet(() -> logs.keys(log).founder().name());
        List<Member> members = communities.members(log);
        Quorums.View quorum = quorums.view(log);
        CouncilStatus council = councils.of(log);
        Map<String, String> orders = new HashMap<>();
        council.seats().forEach(seat -> orders.put(seat.name(), seat.order()));
        Set<String> renewing = renewing(log, members);
        return new CommunityStatus(
                log.name(),
                log.origin(),
                role(members, steward),
                steward,
                quorum.size(),
                entries.applied(log),
                logs.reader(log).root().base64(),
                policy(log),
                logs.era(log).map(Era::number).orElse(1L),
                quorum.finality(),
                council.trouble().isEmpty() ? council.waiting() : council.trouble(),
                state(log),
                logs.underWay(log),
                entries.closed(log),
                followed.flatMap(Followed::trouble)
                        .or(() -> seated.of(log).flatMap(Seated::trouble))
                        .orElse(""),
                Fingerprint.of(self.key().key().id()),
                members.stream()
                        .map(member -> line(
                                member.organisation(),
                                steward,
                                orders,
                                renewing.contains(member.organisation().name()),
                                quorum))
                        .toList(),
                communities.invitations(log).stream().map(this::invited).toList(),
                requests.all(log).stream().map(waiting -> asked(log, waiting)).toList());
    }

    private String role(List<Member> members, String steward) {
        if (steward.equals(self.name())) {
            return "steward";
        }
        boolean member =
                members.stream().anyMatch(one -> one.organisation().name().equals(self.name()));
        return member ? "member" : "waiting";
    }

    private String state(Log log) {
        Optional<States.Difference> difference = states.difference(log);
        if (difference.isPresent()) {
            States.Difference found = difference.orElseThrow();
            return "differs at " + found.size() + " entries in " + found.part() + " from what " + found.author()
                    + " states; run: commonwatch rebuild";
        }
        long agreed = states.agreed(log);
        return agreed == 0 ? "" : "agrees up to " + agreed + " entries";
    }

    private String policy(Log log) {
        try {
            Policy policy = quorums.policy(log);
            return policy.isUnwitnessed()
                    ? "unwitnessed"
                    : policy.groups().stream()
                            .filter(group -> group.name().equals(policy.quorum()))
                            .findFirst()
                            .map(group ->
                                    group.threshold() + " of " + group.members().size())
                            .orElse(policy.quorum());
        } catch (Refused unreadable) {
            return "unreadable: " + unreadable.refusal();
        }
    }

    /** Members whose cosignature counts and whose newer key does not yet. */
    private Set<String> renewing(Log log, List<Member> members) {
        Set<String> renewing = new HashSet<>();
        try {
            Policy policy = quorums.policy(log);
            for (Member member : members) {
                policy.witness(member.organisation().name())
                        .filter(counted -> !Optional.of(counted.key().text()).equals(member.cosigner()))
                        .ifPresent(counted -> renewing.add(counted.name()));
            }
        } catch (Refused unreadable) {
            return Set.of();
        }
        return renewing;
    }

    private CommunityStatus.Line line(
            Organisation member, String steward, Map<String, String> orders, boolean renews, Quorums.View quorum) {
        Optional<Quorums.Cosigning> cosigning = quorum.of(member.name());
        return new CommunityStatus.Line(
                member.name(),
                member.title(),
                member.kind().word(),
                member.urls().stream().findFirst().map(URI::toString).orElse(""),
                member.fingerprint(),
                member.name().equals(steward),
                member.name().equals(self.name()),
                orders.getOrDefault(member.name(), ""),
                cosigning.isPresent(),
                renews,
                cosigning.map(Quorums.Cosigning::held).orElse(-1L),
                cosigning.map(Quorums.Cosigning::lag).orElse(-1L),
                cosigning.map(Quorums.Cosigning::trouble).orElse(""));
    }

    private CommunityStatus.Invited invited(Invitation invitation) {
        String state = invitation.used()
                ? "used"
                : invitation.revoked() ? "revoked" : invitation.expires().isAfter(clock.instant()) ? "open" : "expired";
        return new CommunityStatus.Invited(invitation.id(), invitation.expires().toString(), state);
    }

    private CommunityStatus.Asked asked(Log log, Requests.Waiting waiting) {
        Organisation organisation = waiting.organisation();
        return new CommunityStatus.Asked(
                waiting.invitation(),
                organisation.title(),
                organisation.kind().word(),
                organisation.fingerprint(),
                waiting.at().toString(),
                communities
                        .member(log, organisation.name())
                        .map(member -> member.organisation().title())
                        .orElse(""));
    }
}
