package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.community.Witnessing;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.jspecify.annotations.Nullable;

/** Succession over the JSON API, for this node's owner. */
@Path("/api/v1/communities/{name}/succession")
@Allow(Right.OWNER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SuccessionResource {
    private final Standing standing;
    private final Voting voting;
    private final Before before;
    private final Gathering gathering;
    private final Witnessing witnessing;
    private final Logs logs;

    @Inject
    SuccessionResource(
            Standing standing, Voting voting, Before before, Gathering gathering, Witnessing witnessing, Logs logs) {
        this.standing = standing;
        this.voting = voting;
        this.before = before;
        this.gathering = gathering;
        this.witnessing = witnessing;
        this.logs = logs;
    }

    @GET
    public SuccessionStatus status(@PathParam("name") String name) throws Refused {
        return standing.of(logs.community(name));
    }

    /** @param orders name or title of the member whose node is to order; this node's organisation when empty */
    public record Proposing(@Nullable String orders) {}

    /** A member that gave no keys. */
    public record Silent(String member, String why) {}

    /** @param silent members that do not take part, with why */
    public record ProposalAnswer(SuccessionStatus.TermsLine terms, List<Silent> silent) {
        public ProposalAnswer {
            silent = List.copyOf(silent);
        }
    }

    /** Collects the members' next keys and proposes terms; nothing is irreversible yet. */
    @POST
    @Path("terms")
    public ProposalAnswer propose(@PathParam("name") String name, Proposing proposing) throws Refused {
        Log log = logs.community(name);
        try {
            Voting.Proposed proposed = voting.propose(log, text(proposing.orders()));
            gathering.wake();
            List<Silent> silent = proposed.silent().entrySet().stream()
                    .map(each -> new Silent(each.getKey(), each.getValue()))
                    .toList();
            return new ProposalAnswer(
                    standing.line(log, before.of(log), proposed.id(), proposed.proposal(), voting.votes(log)), silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Refusal.of("stopping", "", "The node was stopped while it asked.")
                    .toException();
        }
    }

    /**
     * @param terms id, or its first digits
     * @param preview only says what a vote would mean
     */
    public record Casting(@Nullable String terms, boolean preview) {}

    /**
     * What a vote means, or meant.
     *
     * @param cosigned entries that this node's cosigner vouched for last: what the vote says
     * @param cast whether it was cast; then this node cosigns nothing of the epoch any more, for good
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record VoteAnswer(
            SuccessionStatus.TermsLine terms, String quorum, int votesNeeded, long cosigned, boolean cast) {}

    /** Freezes this node's cosigner and votes, for good; or says beforehand what that means. */
    @POST
    @Path("votes")
    public VoteAnswer vote(@PathParam("name") String name, Casting casting) throws Refused {
        Log log = logs.community(name);
        Proposal proposal = voting.known(log, text(casting.terms()));
        var id = proposal.terms(voting.charter(log)).id();
        if (casting.preview()) {
            if (voting.cast(log).isEmpty()) {
                voting.check(log);
            }
        } else {
            voting.vote(log, id);
            gathering.wake();
        }
        SuccessionStatus status = standing.of(log);
        SuccessionStatus.TermsLine line = standing.line(log, before.of(log), id, proposal, voting.votes(log));
        return new VoteAnswer(
                line,
                status.quorum(),
                status.votesNeeded(),
                witnessing.last(log).map(SignedCheckpoint::size).orElse(0L),
                !casting.preview());
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }
}
