package org.commonwatch.ledger.sequence;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;

/**
 * The newest checkpoint that the leader told to be final, until somebody looks. Who catches up is told of many; each would cost
 * signatures to verify and files to sync, and the newest says all of them. Guarded by {@code this}.
 */
final class Told {
    private Optional<byte[]> newest = Optional.empty();

    synchronized void put(byte[] note) {
        newest = Optional.of(note);
    }

    private synchronized Optional<byte[]> take() {
        Optional<byte[]> note = newest;
        newest = Optional.empty();
        return note;
    }

    /**
     * What was told since the last time, when it is final by this policy.
     *
     * @param held is final here already, on a node that leads for example: told again it is not verified again
     */
    Optional<SignedCheckpoint> take(Policy policy, String origin, Optional<SignedCheckpoint> held) {
        Optional<byte[]> note = take();
        Optional<SignedCheckpoint> again =
                held.filter(one -> note.filter(bytes -> isOf(one, bytes)).isPresent());
        return again.isPresent() ? again : note.flatMap(bytes -> judge(policy, origin, bytes));
    }

    private static boolean isOf(SignedCheckpoint one, byte[] note) {
        return new String(note, StandardCharsets.UTF_8)
                .startsWith(one.checkpoint().text() + "\n");
    }

    private static Optional<SignedCheckpoint> judge(Policy policy, String origin, byte[] note) {
        try {
            Policy.Judged judged = policy.judge(note);
            boolean ours = judged.signed().checkpoint().origin().equals(origin);
            return judged.isFinal() && ours ? Optional.of(judged.signed()) : Optional.empty();
        } catch (Refused e) {
            // No key of the policy signed it: not a word to act on, whoever brought it.
            return Optional.empty();
        }
    }
}
