package org.commonwatch.ledger.succession;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;

/**
 * A policy in two numbers: {@code threshold} of {@code members} cosigners, any of them.
 *
 * @param members n
 * @param threshold q; two quorums always share a member: {@code 2q > n}
 */
public record Quorum(int members, int threshold) {
    public Quorum {
        if (threshold > members || 2 * threshold <= members) {
            throw new IllegalArgumentException("not a quorum: " + threshold + " of " + members);
        }
    }

    /**
     * @throws Refused {@code succession-policy} for a nested quorum, {@code quorum none}, and one that half of the cosigners
     *     can meet: votes under it prove nothing
     */
    public static Quorum of(Policy policy) throws Refused {
        Set<String> witnesses = new HashSet<>();
        policy.witnesses().forEach(witness -> witnesses.add(witness.name()));
        Optional<Policy.Group> flat = policy.groups().stream()
                .filter(group -> group.name().equals(policy.quorum()))
                .filter(group -> witnesses.equals(new HashSet<>(group.members())))
                .findFirst();
        if (flat.isEmpty() || 2 * flat.get().threshold() <= witnesses.size()) {
            throw Refusal.of(
                            "succession-policy",
                            "",
                            "Only a log whose quorum is more than half of one group of all its cosigners has a succession.",
                            policy.quorum())
                    .toException();
        }
        return new Quorum(witnesses.size(), flat.get().threshold());
    }

    /**
     * f: the liars under whom the log's promise holds. Fewer than a third of the members, and fewer than two quorums
     * always share.
     */
    public int liarsMax() {
        return Math.min(2 * threshold - members - 1, (members - 1) / 3);
    }
}
