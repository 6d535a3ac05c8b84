package org.commonwatch.node.keys;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.community.Quorums;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;

/** Where the keys with which this node cosigns stand, and which of the older ones no log needs any more. */
@Singleton
class CosignerKeys {
    private final Spine spine;
    private final Logs logs;
    private final Identity self;
    private final Communities communities;
    private final Quorums quorums;

    @Inject
    CosignerKeys(Spine spine, Logs logs, Identity self, Communities communities, Quorums quorums) {
        this.spine = spine;
        this.logs = logs;
        this.self = self;
        this.communities = communities;
        this.quorums = quorums;
    }

    /**
     * How this organisation cosigns a log.
     *
     * @param counts the key that the policy in force asks for
     * @param stated the key that the entries say it cosigns with
     */
    record Standing(Optional<CosignerKey> counts, Optional<CosignerKey> stated) {
        /** Whether a newer key is to take the place of the one that counts. */
        boolean changing() {
            return counts.isPresent() && !counts.equals(stated);
        }
    }

    Standing of(Log log) throws Refused {
        Optional<String> text = communities.member(log, self.name()).flatMap(Communities.Member::cosigner);
        Optional<CosignerKey> stated =
                text.isEmpty() ? Optional.empty() : Optional.of(CosignerKey.parse(text.orElseThrow()));
        return new Standing(quorums.policy(log).witness(self.name()).map(Policy.Witness::key), stated);
    }

    /** As people compare it: the eight digits that stand before a cosignature. */
    static String id(CosignerKey key) {
        return HexFormat.of().toHexDigits(key.id());
    }

    /** Destroys older keys that nothing asks for any more; nothing while it is not known of each log. */
    void forgetOver() {
        if (self.cosigners().size() < 2) {
            return;
        }
        Set<String> needed = new HashSet<>();
        for (Log log : logs.all()) {
            if (log.space() == Space.COMMUNITY && !asks(log, needed)) {
                return;
            }
        }
        self.forgetCosigners(needed::contains);
    }

    /** Notes whose signatures a log asks for; false while that may change by what is under way or not applied. */
    private boolean asks(Log log, Set<String> needed) {
        if (spine.isBehind(log)) {
            return false;
        }
        if (communities.of(log).isEmpty()) {
            // Its members may have admitted this node with an older key; a log of its own is nobody's community.
            return !logs.followed(log);
        }
        try {
            Standing standing = of(log);
            standing.counts().map(CosignerKey::text).ifPresent(needed::add);
            standing.stated().map(CosignerKey::text).ifPresent(needed::add);
            return isSettled(log);
        } catch (Refused unknown) {
            return false;
        }
    }

    /** Whether what is final here is so by the policy that the entries state: whoever goes by an older one can be led on. */
    private boolean isSettled(Log log) throws Refused {
        Optional<SignedCheckpoint> known = logs.reader(log).finalCheckpoint();
        return known.isPresent()
                && quorums.policy(log).judge(known.orElseThrow().note()).isFinal();
    }
}
