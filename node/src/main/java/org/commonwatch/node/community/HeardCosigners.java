package org.commonwatch.node.community;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * Whether a member's node cosigns with a key before a policy asks for it: a quorum that needs somebody who does not answer, or not
 * with that key, would make nothing final. Each key is heard once. Belongs to one thread.
 */
final class HeardCosigners {
    /** A member whose node did not cosign is asked again after this. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(3);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(6);

    /** Who has cosigned the log before says from where to prove, and goes on cosigning meanwhile. */
    private static final int CONFLICTS_MAX = 8;

    private static final long BEHIND_MILLIS = 50;

    private final CosignersOverHttp cosigners;
    private final Logs logs;
    private final Map<String, Long> askedNanos = new HashMap<>();
    private final Set<String> heard = new HashSet<>();

    HeardCosigners(CosignersOverHttp cosigners, Logs logs) {
        this.cosigners = cosigners;
        this.logs = logs;
    }

    /** Whether a member's node cosigns the newest checkpoint with this key, or did; asked when that is not known. */
    boolean hears(Log log, Policy.Witness witness) throws InterruptedException {
        String asked = log.name() + " " + witness.key().text();
        if (heard.contains(asked)) {
            return true;
        }
        Long last = askedNanos.get(asked);
        if (last != null && System.nanoTime() - last < ASK_AGAIN.toNanos()) {
            return false;
        }
        askedNanos.put(asked, System.nanoTime());
        boolean good = asks(log, witness, asked);
        if (good) {
            heard.add(asked);
        }
        return good;
    }

    private boolean asks(Log log, Policy.Witness witness, String asked) throws InterruptedException {
        long from = 0;
        for (int conflicts = 0; conflicts < CONFLICTS_MAX; conflicts++) {
            LogReader reader = logs.reader(log);
            SignedCheckpoint newest = reader.checkpoint();
            if (from > newest.size()) {
                // Another node orders the log: what that one has is here in a moment.
                Thread.sleep(BEHIND_MILLIS);
                continue;
            }
            List<Digest> proof =
                    from == 0 || from == newest.size() ? List.of() : reader.consistency(from, newest.size());
            AddCheckpoint request = new AddCheckpoint(from, proof, newest.checkpoint(), newest.note());
            try {
                Verdict verdict = cosigners.ask(witness, request).get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
                if (verdict instanceof Verdict.Conflict conflict && conflict.size() != from) {
                    from = conflict.size();
                    continue;
                }
                return verdict instanceof Verdict.Cosigned cosigned && holds(witness, newest, cosigned, asked);
            } catch (ExecutionException | TimeoutException silent) {
                return false;
            }
        }
        return false;
    }

    /** A node that answers and has not applied the entry that states the key is asked again at once. */
    private boolean holds(Policy.Witness witness, SignedCheckpoint newest, Verdict.Cosigned cosigned, String asked) {
        boolean holds = cosigned.lines().stream().anyMatch(line -> isBy(witness, newest, line));
        if (!holds) {
            askedNanos.remove(asked);
        }
        return holds;
    }

    private static boolean isBy(Policy.Witness witness, SignedCheckpoint checkpoint, Note.Signature line) {
        try {
            witness.key().verify(checkpoint.checkpoint(), line);
            return true;
        } catch (Refused wrong) {
            return false;
        }
    }
}
