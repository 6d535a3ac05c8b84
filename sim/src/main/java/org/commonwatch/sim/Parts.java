package org.commonwatch.sim;

import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Verdict;

/** What an honest member is made of. Tests put broken parts in place and expect the invariants to notice. */
public interface Parts {
    Parts REAL = new Parts() {};

    /** Answers a request for a cosignature. */
    default Verdict cosign(MirrorWitness mirror, Cosigner cosigner, byte[] request) {
        return mirror.add(request);
    }

    /** The policy by which a follower tells what is final. */
    default Policy followed(Policy policy) {
        return policy;
    }

    default State state() {
        return new State.Running();
    }
}
