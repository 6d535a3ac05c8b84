package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Quorum;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.community.Quorums;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.council.Seat;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** The epoch that would end: what is in force in a log as its final entries say. */
@ApplicationScoped
class Before {
    private final Logs logs;
    private final Entries entries;
    private final Councils councils;
    private final Quorums quorums;
    private final Epochs epochs;

    @Inject
    Before(Logs logs, Entries entries, Councils councils, Quorums quorums, Epochs epochs) {
        this.logs = logs;
        this.entries = entries;
        this.councils = councils;
        this.quorums = quorums;
        this.epochs = epochs;
    }

    /**
     * Under the policy in force.
     *
     * @throws Refused {@code succession-policy} when that has no succession
     */
    Epoch of(Log log) throws Refused {
        Policy now = quorums.policy(log);
        Quorum.of(now);
        Terms terms = new Terms(now, operators(log, now));
        long number = epochs.number(log);
        if (number > 1 && epochs.of(log, number).isEmpty()) {
            throw Refusal.of(
                            "succession-chain",
                            "",
                            "This node has joined lately and does not have the chain of epochs yet.")
                    .toException();
        }
        return number == 1
                ? Epoch.first(log.origin(), terms)
                : epochs.at(log, number).restated(terms);
    }

    /** Whose log keys the policy names, as far as the same members cosign. Only the founder's epoch has councils. */
    private Map<NoteKey, String> operators(Log log, Policy now) {
        Map<NoteKey, String> owners = new HashMap<>();
        if (logs.era(log).isEmpty()) {
            councils.everSeated(log).forEach(seat -> owners.put(seat.checkpoint(), seat.member()));
        }
        owners.put(logs.keys(log).checkpoint(), alone(log));
        owners.entrySet()
                .removeIf(owner -> !now.logKeys().contains(owner.getKey())
                        || now.witness(owner.getValue()).isEmpty());
        return owners;
    }

    /** The member whose node orders the log where one does. */
    private String alone(Log log) {
        return logs.era(log)
                .map(Era::orders)
                .orElseGet(() -> logs.keys(log).founder().name());
    }

    /** The members whose nodes order the log in its epoch. */
    List<String> orders(Log log) {
        List<String> council = logs.era(log).isPresent()
                ? List.of()
                : councils.council(log).stream().map(Seat::member).toList();
        return council.isEmpty() ? List.of(alone(log)) : council;
    }

    /**
     * Refuses while entries that are here and not final yet would change the policy: whoever voted under the one before would
     * count for too little or too much. When such an entry is final somewhere, a quorum has cosigned it, and one of any quorum
     * that votes holds it.
     *
     * @param upTo entries that this node has cosigned, or holds
     */
    void refuseUnsettled(Log log, long upTo) throws Refused {
        LogReader reader = logs.everything(log);
        long from = Math.min(entries.applied(log), reader.size());
        boolean changes;
        try (var leaves = reader.entries(from, Math.max(from, Math.min(upTo, reader.size())))) {
            changes = leaves.anyMatch(leaf -> statesPolicy(leaf.bytes()));
        }
        if (changes || upTo > reader.size()) {
            throw Refusal.of(
                            "succession-unsettled",
                            "",
                            "An entry that changes the quorum is here and not final, or this node holds less than it has cosigned;"
                                    + " wait until it is, and ask again.")
                    .toException();
        }
    }

    private static boolean statesPolicy(byte[] leaf) {
        try {
            return Envelope.parse(leaf).statement().draft().type().equals("community.policy");
        } catch (Refused isVoid) {
            return false;
        }
    }
}
