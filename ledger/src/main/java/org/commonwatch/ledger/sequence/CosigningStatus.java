package org.commonwatch.ledger.sequence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.policy.Standing;

/**
 * How the newest published checkpoint fares with the log's cosigners.
 *
 * @param standing of the checkpoint that cosigners are being asked for; satisfied when all that is published is final
 * @param finality the three sizes at the same moment
 * @param cosigners each witness of the policy, in its order; empty under {@code quorum none}
 * @param obstacle why nothing is signed at present: too few cosigners were heard since the start, or one of them holds more
 *     than this log has; empty when signing goes on
 */
public record CosigningStatus(
        Standing standing, Finality finality, List<CosignerState> cosigners, Optional<Refusal> obstacle) {
    public CosigningStatus {
        cosigners = List.copyOf(cosigners);
    }

    /**
     * One cosigner.
     *
     * @param name in the policy
     * @param heldSize the largest size it is known to have cosigned; empty until it has been heard
     * @param lag entries that are published and that it has not cosigned
     * @param trouble why its last answer was no cosignature; empty when it was one
     */
    public record CosignerState(String name, OptionalLong heldSize, long lag, Optional<Refusal> trouble) {}

    /** Of a log that asks nobody. */
    public static CosigningStatus unwitnessed(Finality finality) {
        return new CosigningStatus(Standing.SATISFIED, finality, List.of(), Optional.empty());
    }
}
