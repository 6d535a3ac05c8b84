package org.commonwatch.cli.ledger;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.verify.Trust;

/** What somebody who checks a log knows of it beforehand. */
sealed interface LogTrust {
    String origin() throws Refused;

    List<NoteKey> logKeys();

    /** The same as a policy: whoever knows keys only takes a log unwitnessed. */
    Policy policy() throws Refused;

    LedgerCheck.Outcome check(Path folder) throws Refused;

    /** Its keys. */
    record Keys(Trust trust) implements LogTrust {
        @Override
        public String origin() {
            return trust.origin();
        }

        @Override
        public List<NoteKey> logKeys() {
            return List.copyOf(trust.logKeys());
        }

        @Override
        public Policy policy() throws Refused {
            PolicyBuilder policy = new PolicyBuilder();
            for (NoteKey key : trust.logKeys()) {
                policy.log(key, Optional.empty());
            }
            return policy.quorumNone();
        }

        @Override
        public LedgerCheck.Outcome check(Path folder) {
            return LedgerCheck.check(folder, trust);
        }
    }

    /** Its keys, and who must have cosigned. */
    record Quorum(Policy policy) implements LogTrust {
        @Override
        public String origin() throws Refused {
            return LedgerCheck.trustIn(policy).origin();
        }

        @Override
        public List<NoteKey> logKeys() {
            return policy.logKeys();
        }

        @Override
        public LedgerCheck.Outcome check(Path folder) throws Refused {
            return LedgerCheck.check(folder, policy);
        }
    }
}
