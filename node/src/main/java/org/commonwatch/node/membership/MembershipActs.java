package org.commonwatch.node.membership;

import java.time.Instant;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;

/** The acts of this slice, each one statement of this organisation. */
public final class MembershipActs {
    private static final int VERSION = 1;

    private MembershipActs() {}

    public static Submission create(Spine spine, Log log, String name, Charter charter, Organisation founder) {
        return submit(spine, log, CreateEntry.TYPE, new MembershipCommand.Create(name, charter, founder));
    }

    public static Submission invite(Spine spine, Log log, String id, Digest secret, Instant expires) {
        return submit(spine, log, InviteEntry.TYPE, new MembershipCommand.Invite(id, secret, expires));
    }

    public static Submission revoke(Spine spine, Log log, String invitation) {
        return submit(spine, log, RevokeInvitationEntry.TYPE, new MembershipCommand.RevokeInvitation(invitation));
    }

    public static Submission admit(Spine spine, Log log, String invitation, Organisation member) {
        return submit(spine, log, AdmitEntry.TYPE, new MembershipCommand.Admit(invitation, member));
    }

    public static Submission remove(Spine spine, Log log, String member, String reason) {
        return submit(spine, log, RemoveEntry.TYPE, new MembershipCommand.Remove(member, reason));
    }

    /** Changes this organisation's own keys; nothing else of it enters the log before the new ones count. */
    public static Submission changeOwnKeys(Spine spine, Log log, Organisation self, KeyReason reason) {
        return spine.submitKeys(log, KeysEntry.TYPE, VERSION, new MembershipCommand.ChangeKeys(self, reason).body());
    }

    /** Gives a member new keys, as the steward. */
    public static Submission changeKeys(Spine spine, Log log, Organisation member, KeyReason reason) {
        return submit(spine, log, KeysEntry.TYPE, new MembershipCommand.ChangeKeys(member, reason));
    }

    public static Submission policy(Spine spine, Log log, String policy) {
        return submit(spine, log, PolicyEntry.TYPE, new MembershipCommand.SetPolicy(policy));
    }

    /** @param policy of the terms by which this node orders the log */
    public static Submission succeed(Spine spine, Log log, long epoch, Digest record, Policy policy) {
        MembershipCommand.Succeed command = new MembershipCommand.Succeed(epoch, record, policy.text());
        return submit(spine, log, SucceedEntry.TYPE, command);
    }

    /** Says with which key this organisation cosigns in the log's epoch. */
    public static Submission cosigner(Spine spine, Log log, CosignerKey own) {
        return submit(spine, log, CosignerEntry.TYPE, new MembershipCommand.SetCosigner(own.text()));
    }

    private static Submission submit(Spine spine, Log log, String type, MembershipCommand command) {
        return spine.submit(log, type, VERSION, command.body(), List.of());
    }
}
