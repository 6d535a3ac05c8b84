package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * How a community stands, as this node sees it.
 *
 * @param role steward, member, or waiting before it is admitted; as words
 * @param size entries of the newest final checkpoint here
 * @param applied entries that every screen shows
 * @param policy {@code unwitnessed}, or how many cosignatures make a checkpoint final
 * @param epoch number of the log's epoch: 1 is the founder's, a later one began by the members' votes
 * @param finality {@code final}, or whom it waits for
 * @param council what the council of ordering nodes waits for, or what keeps this node out of it; empty when nothing does
 * @param state empty before anybody stated a root; else up to which entry this node came to the same, or where it did not
 * @param underWay own statements that are not in the log yet
 * @param sealed entries whose payload this node cannot open
 * @param trouble what keeps this node from following; empty when nothing does
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CommunityStatus(
        String name,
        String origin,
        String role,
        String steward,
        long size,
        long applied,
        String root,
        String policy,
        long epoch,
        String finality,
        String council,
        String state,
        int underWay,
        long sealed,
        String trouble,
        String fingerprint,
        List<Line> members,
        List<Invited> invitations,
        List<Asked> requests) {
    public CommunityStatus {
        members = List.copyOf(members);
        invitations = List.copyOf(invitations);
        requests = List.copyOf(requests);
    }

    /**
     * One member.
     *
     * @param order how its node takes part in ordering the log, in the words of the council's status; empty when it does not
     * @param cosigns whether its cosignature counts for finality
     * @param newCosigner whether the log says another key of it than the one whose cosignature counts
     * @param held entries it has cosigned last; -1 when this node does not know
     * @param lag entries it is behind the newest; -1 when this node does not know
     * @param trouble why it was not reached last time; empty when it was
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Line(
            String name,
            String title,
            String kind,
            String url,
            String fingerprint,
            boolean steward,
            boolean self,
            String order,
            boolean cosigns,
            boolean newCosigner,
            long held,
            long lag,
            String trouble) {}

    public record Invited(String id, String expires, String state) {}

    /**
     * Somebody who has shown an invitation and waits for the steward.
     *
     * @param member title of the member whose keys it asks to replace; empty for somebody new
     */
    public record Asked(String id, String title, String kind, String fingerprint, String at, String member) {}
}
