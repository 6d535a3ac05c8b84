package org.commonwatch.node.membership;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;

/**
 * Which policy may follow which, docs/adr/055. A quorum of the old policy made the statement final and a quorum of the new one
 * makes final what comes after it; while only one cosigner comes or goes, each two such quorums share as many honest
 * members as two quorums of one policy do, so that nobody can show two final histories around the change. A member that
 * changes its key stays the same cosigner, since its node vouches with the newer one for what it signed with the older.
 */
public final class PolicySteps {
    private PolicySteps() {}

    /**
     * The cosigners of the next policy on the way to {@code wanted}: who is to go goes first, then a member's newer key takes the
     * place of its older one, then one comes. The first policy has all of them, since there is no quorum before it.
     */
    public static List<Policy.Witness> step(List<Policy.Witness> now, List<Policy.Witness> wanted) {
        Set<String> from = keys(now);
        Set<String> to = keys(wanted);
        Map<String, Policy.Witness> named = byName(wanted);
        List<Policy.Witness> over =
                now.stream().filter(witness -> !to.contains(key(witness))).toList();
        Optional<Policy.Witness> goes = over.stream()
                .filter(witness -> !named.containsKey(witness.name()))
                .findFirst();
        if (goes.isPresent()) {
            return now.stream()
                    .filter(witness -> !goes.orElseThrow().equals(witness))
                    .toList();
        }
        if (!over.isEmpty()) {
            Policy.Witness older = over.getFirst();
            return now.stream()
                    .map(witness -> witness.equals(older) ? named.getOrDefault(older.name(), older) : witness)
                    .toList();
        }
        Optional<String> comes = to.stream().filter(key -> !from.contains(key)).findFirst();
        return wanted.stream()
                .filter(witness -> from.isEmpty()
                        || from.contains(key(witness))
                        || key(witness).equals(comes.orElse("")))
                .toList();
    }

    /**
     * Empty: the policy may follow the one that stands.
     *
     * @param stated the policy that stands
     * @param members keys with which each member of now cosigns, by its name
     */
    static Optional<Refusal> judge(
            String text, Optional<String> stated, Charter charter, Map<String, List<String>> members) {
        Policy next;
        List<Policy.Witness> now;
        try {
            next = parse(text);
            now = stated.isEmpty() ? List.of() : parse(stated.orElseThrow()).witnesses();
            if (!next.equals(lawful(next.logs(), next.witnesses(), charter))) {
                return refuse("policy-quorum", "The quorum is not the one of the community's charter.");
            }
        } catch (Refused malformed) {
            return Optional.of(malformed.refusal());
        }
        if (!next.witnesses().stream().allMatch(witness -> isOf(members, witness))) {
            return refuse("policy-stranger", "Only members cosign, each with the key that it was admitted with.");
        }
        return follows(now, next.witnesses(), members);
    }

    /**
     * Empty: every key that may sign checkpoints from here on is known to be somebody's, so that a fork names who made it. The
     * first policy brings one that no entry has named before: the founder's, which is in the invitations.
     *
     * @param text of a policy that {@link #judge} lets pass
     * @param orders whether the entries say of a key whose it is and that its node may order
     */
    static Optional<Refusal> judgeLogKeys(String text, Optional<String> stated, Predicate<NoteKey> orders) {
        try {
            List<NoteKey> now =
                    stated.isEmpty() ? List.of() : parse(stated.orElseThrow()).logKeys();
            long strange = parse(text).logKeys().stream()
                    .filter(key -> !now.contains(key) && !orders.test(key))
                    .count();
            return strange > (stated.isEmpty() ? 1 : 0)
                    ? refuse("policy-log-key", "A policy names the log keys of who orders the log and no other.")
                    : Optional.empty();
        } catch (Refused malformed) {
            return Optional.of(malformed.refusal());
        }
    }

    private static Optional<Refusal> follows(
            List<Policy.Witness> now, List<Policy.Witness> next, Map<String, List<String>> members) {
        Set<String> from = keys(now);
        Set<String> to = keys(next);
        long come = to.stream().filter(key -> !from.contains(key)).count();
        long go = from.stream().filter(key -> !to.contains(key)).count();
        long dropped = now.stream()
                .filter(witness -> isOf(members, witness) && !to.contains(key(witness)))
                .count();
        // A member that is there before and after is one cosigner, whichever of its keys it signs with.
        Map<String, Policy.Witness> after = byName(next);
        long renewed = now.stream()
                .filter(witness -> !to.contains(key(witness)) && after.containsKey(witness.name()))
                .count();
        // One cosigner by itself is no quorum, so who remains of two goes with the other.
        long along = to.isEmpty() && from.size() == 2 ? 1 : 0;
        if (dropped > along) {
            return refuse("policy-drops", "A cosigner stays as long as it is a member.");
        }
        return !from.isEmpty() && come + go - renewed > 1 + along
                ? refuse("policy-step", "One cosigner comes, goes or changes its key at a time.")
                : Optional.empty();
    }

    /** The policy that the charter asks for with these cosigners; one by itself is no quorum. */
    public static Policy lawful(List<Policy.Log> logs, List<Policy.Witness> cosigners, Charter charter) throws Refused {
        List<Policy.Witness> counted = cosigners.size() < 2 ? List.of() : cosigners;
        return PolicyBuilder.community(logs, counted, charter.quorum().of(counted.size()));
    }

    private static Policy parse(String text) throws Refused {
        return Policy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOf(Map<String, List<String>> members, Policy.Witness witness) {
        return members.getOrDefault(witness.name(), List.of()).contains(key(witness));
    }

    private static Map<String, Policy.Witness> byName(List<Policy.Witness> witnesses) {
        Map<String, Policy.Witness> named = new HashMap<>();
        witnesses.forEach(witness -> named.put(witness.name(), witness));
        return named;
    }

    private static String key(Policy.Witness witness) {
        return witness.key().text();
    }

    private static Set<String> keys(List<Policy.Witness> witnesses) {
        Set<String> keys = new LinkedHashSet<>();
        witnesses.forEach(witness -> keys.add(key(witness)));
        return keys;
    }

    private static Optional<Refusal> refuse(String code, String message) {
        return Optional.of(Refusal.of(code, "", message));
    }
}
