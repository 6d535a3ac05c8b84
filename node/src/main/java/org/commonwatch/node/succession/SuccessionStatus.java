package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * How a community's succession stands, as this node sees it.
 *
 * @param epoch number of the one that the log is in
 * @param orders name of the member whose node orders it
 * @param start entries that the epoch began with; 0 for the founder's
 * @param quorum how many of how many cosigners are in force
 * @param votesNeeded votes that decide when nobody forked the log
 * @param obstacle why the log has no succession now; empty when it has one
 * @param voted id of the terms that this node voted for; empty while it has not, and cosigns
 * @param proved proofs that a log key signed two histories
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SuccessionStatus(
        String community,
        long epoch,
        String orders,
        long start,
        String quorum,
        int votesNeeded,
        String obstacle,
        String voted,
        int proved,
        List<TermsLine> terms) {
    public SuccessionStatus {
        terms = List.copyOf(terms);
    }

    /**
     * Terms that a member proposed.
     *
     * @param taking names of the members that take part
     * @param absent members now that do not take part; they stay members and may cosign later
     * @param quorum how many of how many would be in force
     * @param votes names of the cosigners that voted for these terms
     * @param missing names of cosigners that have not voted for any
     * @param standing decided, or why it is not yet
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record TermsLine(
            String id,
            String by,
            String orders,
            List<String> taking,
            List<String> absent,
            String quorum,
            List<String> votes,
            List<String> missing,
            String standing) {
        public TermsLine {
            taking = List.copyOf(taking);
            absent = List.copyOf(absent);
            votes = List.copyOf(votes);
            missing = List.copyOf(missing);
        }
    }
}
