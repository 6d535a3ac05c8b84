package org.commonwatch.node.membership;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.membership.MembershipCommand.Admit;
import org.commonwatch.node.membership.MembershipCommand.ChangeKeys;
import org.commonwatch.node.membership.MembershipCommand.Create;
import org.commonwatch.node.membership.MembershipCommand.Invite;
import org.commonwatch.node.membership.MembershipCommand.Remove;
import org.commonwatch.node.membership.MembershipCommand.RevokeInvitation;
import org.commonwatch.node.membership.MembershipCommand.SetCosigner;
import org.commonwatch.node.membership.MembershipCommand.SetPolicy;
import org.commonwatch.node.membership.MembershipCommand.Succeed;
import org.commonwatch.node.spine.Leaf;

/** When an entry about who belongs is void. Pure: a state, a command and its leaf. Time is the log's. */
final class MembershipRules {
    /** Cosigners a quorum is made of; every member is one. */
    static final int MEMBERS_MAX = 32;

    /** Invitations that nobody has used yet. */
    static final int INVITATIONS_OPEN_MAX = 256;

    private MembershipRules() {}

    /** Empty: the command holds at its place. */
    static Optional<Refusal> judge(MembershipCommand command, Leaf leaf, Standing standing) {
        if (command instanceof Create create) {
            return found(create, leaf, standing);
        }
        if (!standing.founded()) {
            return refuse("community-not-founded", "Nobody has founded a community in this log.");
        }
        if (command instanceof ChangeKeys change) {
            return KeyRules.judge(change, leaf, standing);
        }
        if (command instanceof SetCosigner own) {
            return cosigner(own, leaf, standing);
        }
        boolean leaves = command instanceof Remove remove && remove.member().equals(leaf.author());
        if (!leaves && !standing.steward().equals(Optional.of(leaf.author()))) {
            return refuse("steward-only", "Only the steward decides about who belongs.");
        }
        return switch (command) {
            case Create again -> throw new IllegalStateException("founding is judged above: " + again);
            case SetCosigner own -> throw new IllegalStateException("cosigners are judged above: " + own);
            case ChangeKeys change -> throw new IllegalStateException("keys are judged above: " + change);
            case Invite invite -> invite(invite, leaf, standing);
            case RevokeInvitation revoke -> revoke(revoke, standing);
            case Admit admit -> admit(admit, leaf, standing);
            case Remove remove -> remove(remove, standing);
            case SetPolicy policy ->
                PolicySteps.judge(policy.policy(), standing.policy(), standing.charter(), standing.cosigners());
            case Succeed succeed -> throw new IllegalStateException("succession has a rule of its own: " + succeed);
        };
    }

    /** A member that took no part in the terms of an epoch says with which key it cosigns in it, once. */
    private static Optional<Refusal> cosigner(SetCosigner own, Leaf leaf, Standing standing) {
        if (!standing.isMember(leaf.author())) {
            return refuse("member-unknown", "Only a member cosigns.");
        }
        if (standing.cosigners().containsKey(leaf.author())) {
            return refuse("cosigner-known", "The member has a cosigner key in this epoch.");
        }
        if (standing.cosignerKnown(own.cosigner())) {
            return refuse("cosigner-used", "Somebody cosigns with this key, or did.");
        }
        return own.isOf(leaf.author())
                ? Optional.empty()
                : refuse("cosigner-name", "A cosigner key is named like its member.");
    }

    /** @param orders whether a record lets the author order the log at this place, under the policy that the command says */
    static Optional<Refusal> succeed(Succeed succeed, Leaf leaf, Standing standing, boolean orders) {
        if (!standing.founded()) {
            return refuse("community-not-founded", "Nobody has founded a community in this log.");
        }
        if (succeed.epoch() <= standing.epoch()) {
            return refuse("epoch-known", "Who orders the log in this epoch has said so.");
        }
        return orders && standing.isMember(leaf.author())
                ? Optional.empty()
                : refuse("successor-unknown", "No record lets this member order the log here.");
    }

    private static Optional<Refusal> found(Create create, Leaf leaf, Standing standing) {
        if (standing.founded()) {
            return refuse("community-founded", "This log is a community's already.");
        }
        return create.founder().name().equals(leaf.author())
                ? Optional.empty()
                : refuse("founder-other", "Who founds a community signs for it.");
    }

    private static Optional<Refusal> invite(Invite invite, Leaf leaf, Standing standing) {
        if (standing.invitation(invite.id()).isPresent()) {
            return refuse("invitation-known", "There is an invitation of this id.");
        }
        if (!invite.expires().isAfter(leaf.at())) {
            return refuse("invitation-expired", "The invitation ends before it begins.");
        }
        return standing.openInvitations() >= INVITATIONS_OPEN_MAX
                ? refuse("invitations-too-many", "There are " + INVITATIONS_OPEN_MAX + " unused invitations.")
                : Optional.empty();
    }

    private static Optional<Refusal> revoke(RevokeInvitation revoke, Standing standing) {
        Optional<Standing.Invitation> invitation = standing.invitation(revoke.id());
        if (invitation.isEmpty()) {
            return refuse("invitation-unknown", "There is no such invitation.");
        }
        return invitation.orElseThrow().used()
                ? refuse("invitation-used", "The invitation has admitted somebody; remove that member instead.")
                : Optional.empty();
    }

    private static Optional<Refusal> admit(Admit admit, Leaf leaf, Standing standing) {
        Optional<Refusal> closed = closed(standing.invitation(admit.invitation()), leaf);
        if (closed.isPresent()) {
            return closed;
        }
        if (standing.wasMember(admit.member().name())
                || standing.keyKnown(admit.member().key().text())) {
            return refuse("member-known", "This key is or was a member's; who comes back brings a new key.");
        }
        return standing.members() >= MEMBERS_MAX
                ? refuse("members-too-many", "A community has at most " + MEMBERS_MAX + " members.")
                : Optional.empty();
    }

    private static Optional<Refusal> closed(Optional<Standing.Invitation> invitation, Leaf leaf) {
        if (invitation.isEmpty()) {
            return refuse("invitation-unknown", "There is no such invitation.");
        }
        if (invitation.orElseThrow().used()) {
            return refuse("invitation-used", "The invitation has admitted somebody already.");
        }
        if (invitation.orElseThrow().revoked()) {
            return refuse("invitation-revoked", "The invitation was revoked.");
        }
        return invitation.orElseThrow().expires().isAfter(leaf.at())
                ? Optional.empty()
                : refuse("invitation-expired", "The invitation has expired.");
    }

    private static Optional<Refusal> remove(Remove remove, Standing standing) {
        if (standing.steward().equals(Optional.of(remove.member()))) {
            return refuse("steward-stays", "The steward cannot be removed.");
        }
        return standing.isMember(remove.member())
                ? Optional.empty()
                : refuse("member-unknown", "There is no such member.");
    }

    private static Optional<Refusal> refuse(String code, String message) {
        return Optional.of(Refusal.of(code, "", message));
    }
}
