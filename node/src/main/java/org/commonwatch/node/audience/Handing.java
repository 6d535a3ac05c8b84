package org.commonwatch.node.audience;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.EpochWraps;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NotAccepted;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;

/** Hands keys to members: makes one where it is new, keeps it before anybody hears of it, wraps it to each. */
@Singleton
class Handing {
    /** Keys that are known to be good: of the members of some communities. */
    private static final int REACHED_MAX = 1_024;

    /** Another one came first three times in a row: somebody speaks with this node's key. */
    private static final int TRIES_MAX = 3;

    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private final Spine spine;
    private final Keyring keyring;
    private final SecureRandom random;

    @Inject
    Handing(Spine spine, Keyring keyring, SecureRandom random) {
        this.spine = spine;
        this.keyring = keyring;
        this.random = random;
    }

    /**
     * Begins the next epoch of an audience.
     *
     * @param latest its newest one; empty for a new audience
     */
    Submission renew(Log log, String audience, Optional<Standing.Epoch> latest, List<StandingRows.Receiver> receivers)
            throws Refused {
        EpochKey key = EpochKey.generate(random);
        long epoch = latest.map(Standing.Epoch::epoch).orElse(0L) + 1;
        keyring.keep(log, audience, epoch, key);
        return hand(log, audience, latest, epoch, key, receivers);
    }

    /** What is to be said of an audience as the applied entries state it now; empty when nothing is. */
    interface Turn {
        Optional<Submission> next() throws Refused;
    }

    /**
     * Waits until what was to be said is final and applied; false when the patience was over first. Said anew when another
     * statement about the audience came first: this node looks after keys by itself while its people ask for some.
     */
    static boolean inTurn(Duration patience, Turn turn) throws Refused {
        for (int tries = 1; ; tries++) {
            Optional<Submission> said = turn.next();
            try {
                return said.isEmpty() || said.orElseThrow().await(patience);
            } catch (NotAccepted refused) {
                if (!refused.isVoidBy(RekeyRules.OVERTAKEN) || tries == TRIES_MAX) {
                    throw refused;
                }
            }
        }
    }

    /** Hands the key of an epoch to more members. */
    Submission hand(
            Log log,
            String audience,
            Optional<Standing.Epoch> latest,
            long epoch,
            EpochKey key,
            List<StandingRows.Receiver> receivers)
            throws Refused {
        Rekey rekey = new Rekey(
                audience,
                latest.map(Standing.Epoch::version).orElse(0L) + 1,
                epoch,
                key.commitment(),
                receivers.stream().map(StandingRows.Receiver::name).toList());
        EpochWraps wraps = Keyring.wraps(log, rekey);
        List<byte[]> payload = new ArrayList<>();
        for (StandingRows.Receiver receiver : receivers) {
            payload.add(wraps.wrap(
                    keyring.suite(), key, receiver.name(), Base64.getDecoder().decode(receiver.key())));
        }
        return spine.submitRaw(log, Rekey.TYPE, Rekey.VERSION, rekey.body(), payload);
    }

    /** Whether keys can be encrypted to a member by this release; one whose key is none must not keep the others waiting. */
    boolean reaches(StandingRows.Receiver receiver) {
        return receiver.suite() == keyring.suite().id()
                && (reached.contains(receiver.key()) || encrypts(receiver.key()));
    }

    /** Tried once a key: the steward looks at all members after every few entries. */
    private boolean encrypts(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            boolean reaches = keyring.suite().seal(key, new byte[0], new byte[0], new byte[0]).length > 0;
            if (reaches && reached.size() < REACHED_MAX) {
                reached.add(text);
            }
            return reaches;
        } catch (Refused | IllegalArgumentException none) {
            return false;
        }
    }
}
