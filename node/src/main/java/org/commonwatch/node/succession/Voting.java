package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.node.community.Peers;
import org.commonwatch.node.community.Witnessing;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Community;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.succession.Papers.Kind;
import org.commonwatch.node.succession.Papers.Paper;

/** Proposes terms, casts this node's vote, and takes in what others proposed and voted. */
@ApplicationScoped
class Voting {
    private final Papers papers;
    private final Before before;
    private final Members members;
    private final Communities communities;
    private final Witnessing witnessing;
    private final Peers peers;
    private final Logs logs;
    private final Identity self;

    @Inject
    Voting(
            Papers papers,
            Before before,
            Members members,
            Communities communities,
            Witnessing witnessing,
            Peers peers,
            Logs logs,
            Identity self) {
        this.papers = papers;
        this.before = before;
        this.members = members;
        this.communities = communities;
        this.witnessing = witnessing;
        this.peers = peers;
        this.logs = logs;
        this.self = self;
    }

    /** @param silent members that gave no keys, with why */
    record Proposed(Digest id, Proposal proposal, Map<String, String> silent) {}

    /**
     * Collects the members' next keys and proposes terms of them. Nothing is irreversible yet.
     *
     * @param orders name or title of who is to order the log; this node's organisation when empty
     */
    Proposed propose(Log log, String orders) throws Refused, InterruptedException {
        Epoch now = before.of(log);
        long next = now.number() + 1;
        List<KeyOffer> offers = new ArrayList<>(List.of(members.ownKeys(log, next)));
        Map<String, String> silent = new LinkedHashMap<>();
        for (Members.Answer<KeyOffer> answer : members.all(log, peer -> members.keys(peer, log, next))) {
            answer.said().ifPresent(offers::add);
            if (answer.said().isEmpty()) {
                silent.put(answer.peer().name(), answer.trouble());
            }
        }
        String orderer = orders.isEmpty() ? self.name() : named(log, orders);
        Proposal proposal = Proposal.own(self, log, now, orderer, offers);
        Digest id = take(log, proposal);
        members.tell(log);
        return new Proposed(id, proposal, silent);
    }

    private String named(Log log, String member) throws Refused {
        List<String> found = communities.members(log).stream()
                .map(Member::organisation)
                .filter(one -> one.name().equals(member) || one.title().equalsIgnoreCase(member))
                .map(one -> one.name())
                .toList();
        if (found.size() != 1) {
            throw Refusal.of("member-unknown", "", "No member, or more than one, is called so; use the name.", member)
                    .toException();
        }
        return found.getFirst();
    }

    /** Keeps terms that a member proposed. */
    Digest take(Log log, Proposal proposal) throws Refused {
        Epoch now = before.of(log);
        proposal.verify(now, communities.members(log));
        Digest id = proposal.terms(charter(log)).id();
        long others = proposals(log).values().stream()
                .filter(one -> one.by().equals(proposal.by()) && !one.equals(proposal))
                .count();
        if (others >= Papers.TERMS_OF_A_MEMBER_MAX) {
            throw Refusal.of(
                            "proposals-too-many",
                            "",
                            "A member proposes at most " + Papers.TERMS_OF_A_MEMBER_MAX + " terms for one epoch.",
                            proposal.by())
                    .toException();
        }
        papers.keep(log, now.number(), new Paper(Kind.TERMS, id.hex(), proposal.toBytes()));
        return id;
    }

    /** Keeps a vote that holds. */
    void take(Log log, Vote vote) throws Refused {
        Epoch now = before.of(log);
        String cosigner = vote.verify(now).cosigner();
        papers.keep(
                log,
                now.number(),
                new Paper(Kind.VOTE, cosigner + " " + vote.next().hex(), vote.toBytes()));
    }

    /** Keeps a proof that a log key signed two histories. */
    void take(Log log, Fork fork) throws Refused {
        Epoch now = before.of(log);
        fork.verify(now.terms().policy().logKeys());
        byte[] bytes = fork.toBytes();
        papers.keep(log, now.number(), new Paper(Kind.FORK, Digest.of(bytes).hex(), bytes));
    }

    /** What this node itself can prove is given to the others too. */
    void takeOwnForks(Log log) throws Refused {
        for (Fork fork : peers.forks(log)) {
            try {
                take(log, fork);
            } catch (Refused ofAnEpochBefore) {
                // It proves nothing about the log keys of this one.
            }
        }
    }

    /** Terms that were proposed for the end of this epoch, under what is in force, by their ids. */
    Map<Digest, Proposal> proposals(Log log) throws Refused {
        Epoch now = before.of(log);
        List<Member> current = communities.members(log);
        Map<Digest, Proposal> proposals = new LinkedHashMap<>();
        for (byte[] bytes : papers.all(log, now.number(), Kind.TERMS)) {
            Proposal proposal = Proposal.parse(bytes);
            try {
                proposal.verify(now, current);
                proposals.put(proposal.terms(charter(log)).id(), proposal);
            } catch (Refused overtaken) {
                // The quorum has changed since, or a member left.
            }
        }
        return proposals;
    }

    /** Votes under what is in force, by the cosigners' names and what each is for. */
    List<Cast> votes(Log log) throws Refused {
        Epoch now = before.of(log);
        List<Cast> votes = new ArrayList<>();
        for (byte[] bytes : papers.all(log, now.number(), Kind.VOTE)) {
            Vote vote = Vote.parse(bytes);
            try {
                votes.add(new Cast(vote.verify(now).cosigner(), vote));
            } catch (Refused overtaken) {
                // Cast under a quorum that is not in force any more.
            }
        }
        return votes;
    }

    record Cast(String cosigner, Vote vote) {}

    List<Fork> forks(Log log, long epoch) throws Refused {
        List<Fork> forks = new ArrayList<>();
        for (byte[] bytes : papers.all(log, epoch, Kind.FORK)) {
            forks.add(Fork.parse(bytes));
        }
        return forks;
    }

    /** The vote that this node has cast in the epoch. */
    Optional<Vote> cast(Log log) throws Refused {
        Epoch now = before.of(log);
        return witnessing.ballot(log, now.terms().policy()).cast(now);
    }

    /** Terms that this node knows and could vote for. */
    Proposal known(Log log, String id) throws Refused {
        Optional<Proposal> proposal = proposals(log).entrySet().stream()
                .filter(entry -> entry.getKey().hex().startsWith(id) && id.length() >= 8)
                .map(Map.Entry::getValue)
                .findFirst();
        return proposal.orElseThrow(() -> Refusal.of(
                        "terms-unknown", "", "Nobody has proposed such terms; see: community succession status", id)
                .toException());
    }

    /** Why this node's vote would not count, or not be safe; returns when it may vote. */
    void check(Log log) throws Refused {
        Epoch now = before.of(log);
        Optional<Policy.Witness> cosigner = now.terms().policy().witness(self.name());
        if (cosigner.filter(witness -> witnessing.has(log, witness.key())).isEmpty()) {
            throw Refusal.of("vote-unknown", "", "This node is no cosigner of the quorum in force.")
                    .toException();
        }
        before.refuseUnsettled(
                log, Math.max(cosigned(witnessing.last(log)), logs.reader(log).size()));
    }

    private static long cosigned(Optional<SignedCheckpoint> last) {
        return last.map(SignedCheckpoint::size).orElse(0L);
    }

    /**
     * Freezes this node's cosigner for good and votes. The same vote again when it was cast before.
     *
     * @throws Refused {@code vote-cast} for other terms than before, and as {@link #check}
     */
    Vote vote(Log log, Digest terms) throws Refused {
        Epoch now = before.of(log);
        Ballot ballot = witnessing.ballot(log, now.terms().policy());
        if (ballot.cast(now).isEmpty()) {
            check(log);
            // What it cosigned while we looked is looked at too, before anything is signed.
            before.refuseUnsettled(log, cosigned(witnessing.freeze(log)));
        }
        Vote vote = ballot.vote(now, terms, cosignatures(log));
        take(log, vote);
        members.tell(log);
        return vote;
    }

    /** Those of the newest final checkpoint: a vote that is for it shows that it is final. */
    private List<Note.Signature> cosignatures(Log log) {
        Optional<SignedCheckpoint> known = logs.reader(log).finalCheckpoint();
        Optional<SignedCheckpoint> last = witnessing.last(log);
        boolean same = known.isPresent()
                && known.map(SignedCheckpoint::checkpoint).equals(last.map(SignedCheckpoint::checkpoint));
        return same ? known.orElseThrow().note().signatures() : List.of();
    }

    Charter charter(Log log) throws Refused {
        return communities
                .of(log)
                .map(Community::charter)
                .orElseThrow(() -> Refusal.of("community-unknown", "", "Nobody has founded a community in this log.")
                        .toException());
    }
}
