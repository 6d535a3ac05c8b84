package org.commonwatch.node.membership;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Speakers;
import org.commonwatch.node.spine.SqliteStore;

/** What the slice brings to a node that a test puts together by hand. */
public final class MembershipParts {
    private MembershipParts() {}

    public static Projection projection() {
        return new MembershipProjection();
    }

    /** What the tables of this slice say. */
    public static Communities communities(SqliteStore index) {
        return new Communities(index);
    }

    public static EntryType<MembershipCommand.Create> create() {
        return new CreateEntry();
    }

    public static EntryType<MembershipCommand.Invite> invite() {
        return new InviteEntry();
    }

    public static EntryType<MembershipCommand.Admit> admit() {
        return new AdmitEntry();
    }

    /** Of a log whose records let this member order it in the second epoch, under these terms. */
    public static EntryType<MembershipCommand.Succeed> succeed(String orders, String policy) {
        return new SucceedEntry(
                (log, epoch, record, member) -> member.equals(orders) ? Optional.of(policy) : Optional.empty());
    }

    public static EntryType<MembershipCommand.Remove> remove(Office... offices) {
        return new RemoveEntry(List.of(offices));
    }

    public static Speakers speakers(Office... offices) {
        return new MemberSpeakers(List.of(offices));
    }

    /** The name that a key gives its owner. */
    public static String name(KeyId key) {
        return key.ownerName();
    }
}
