package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cosigners are letters; a second key of the same member is the letter with a stroke. */
class PolicyStepsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Policy.Log LOG = new Policy.Log(
            new NoteKey("commonwatch/harbour/1", SigningKey.generate(RANDOM).verifyingKey()), Optional.empty());
    private static final Map<String, Policy.Witness> WITNESSES = new HashMap<>();
    private static final Map<String, Policy.Log> LOGS = new HashMap<>();

    private static Policy.Witness witness(String letter) {
        return WITNESSES.computeIfAbsent(
                letter,
                key -> new Policy.Witness(
                        key.substring(0, 1),
                        Cosigner.ofEd25519("cosigner", SigningKey.generate(RANDOM))
                                .key(),
                        Optional.empty()));
    }

    private static List<Policy.Witness> witnesses(String letters) {
        return letters.isEmpty()
                ? List.of()
                : Arrays.stream(letters.split(" "))
                        .map(PolicyStepsTest::witness)
                        .toList();
    }

    private static String letters(List<Policy.Witness> witnesses) {
        return String.join(
                " ",
                witnesses.stream()
                        .map(one -> WITNESSES.entrySet().stream()
                                .filter(known -> known.getValue().equals(one))
                                .findFirst()
                                .orElseThrow()
                                .getKey())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        // now, wanted, next
        "'', A B C D, A B C D",
        "A B C, A B C D, A B C D",
        "A B C, A B C D E, A B C D",
        "A B C D, A B D, A B D",
        "A B C D, A E, A C D",
        "A B C, A B C, A B C",
        "A B C, A B C', A B C'",
        "A B C, A' B' C, A' B C",
        "A B C D, A B C' E, A B C",
        "A B C, A B C' D, A B C'",
        "A B, A B', A B'",
        "A B, A B C', A B C'",
        "A B, A, A",
        "A B, C D, B",
    })
    void stepsTowardsWhatIsWanted(String now, String wanted, String next) {
        assertEquals(next, letters(PolicySteps.step(witnesses(now), witnesses(wanted))));
    }

    @ParameterizedTest
    @CsvSource({
        // policy of now, members of now, next policy, refusal
        "'', A B C, A B C, ''",
        "A B C, A B C D, A B C D, ''",
        "A B C, A B C D E, A B C D E, policy-step",
        "A B C D, A B C, A B C, ''",
        "A B C D, A B C D, A B C, policy-drops",
        "A B C D, A B, A B, policy-step",
        "A B C, A B D, A B D, policy-step",
        "A B C, A B C', A B C', ''",
        "A B C, A B' C', A B' C', policy-step",
        "A B C, A B C' D, A B C' D, policy-step",
        "A B C D, A B C', A B C', policy-step",
        "A B C, A B C', A B C, policy-stranger",
        "A B, A B', A B', ''",
        "A B, A' B', A' B', policy-step",
        "A B C, A B C', A B, ''",
        "A B C, A B, A B C, policy-stranger",
        "A B C, A B C, A B C', policy-stranger",
        "A B, A, '', ''",
        "A B, A B, '', policy-drops",
        "A B C, A, '', policy-drops",
        "A B C, A B C, '', policy-drops",
        "A B, A, A, policy-quorum",
    })
    void judgesWhatFollowsWhat(String now, String members, String next, String refusal) throws Refused {
        Policy policy = next.equals("A")
                ? PolicyBuilder.community(List.of(LOG), witnesses(next))
                : PolicySteps.lawful(List.of(LOG), witnesses(next), Charter.DEFAULT);
        assertEquals(refusal, judge(now, members, policy.text()));
    }

    @Test
    void theQuorumIsTheCharters() throws Refused {
        assertEquals(
                "policy-quorum",
                judge(
                        "A B C",
                        "A B C",
                        PolicyBuilder.community(List.of(LOG), witnesses("A B C"), 2)
                                .text()));
        assertEquals(
                "policy-quorum",
                judge(
                        "A B C",
                        "A B C",
                        PolicyBuilder.community(List.of(LOG), witnesses("A B C"))
                                .text()
                                .replaceAll("(?m)^quorum .*$", "quorum A")));
        assertEquals("policy-line", judge("A B C", "A B C", "anything\n"));
    }

    /** Why one step is safe: what quorums before and after it share is more than the liars that the larger one bears. */
    @Test
    void quorumsBeforeAndAfterAStepShareAnHonestCosigner() {
        for (int n = 2; n < MembershipRules.MEMBERS_MAX; n++) {
            int shared = PolicyBuilder.defaultThreshold(n) + PolicyBuilder.defaultThreshold(n + 1) - (n + 1);
            int liars = (n + 1 + 2) / 3 - 1;
            assertTrue(shared > liars, n + " cosigners and one more share " + shared);
            int majorities = Charter.Quorum.MAJORITY.of(n) + Charter.Quorum.MAJORITY.of(n + 1) - (n + 1);
            assertTrue(majorities >= 1, n + " cosigners and one more under majorities share " + majorities);
        }
    }

    /** A change of a key leaves the cosigners who they are: two quorums share as many as two of one policy do. */
    @Test
    void quorumsBeforeAndAfterANewKeyShareAnHonestCosigner() {
        for (int n = 2; n <= MembershipRules.MEMBERS_MAX; n++) {
            int shared = 2 * PolicyBuilder.defaultThreshold(n) - n;
            int liars = (n + 2) / 3 - 1;
            assertTrue(shared > liars, n + " cosigners, one with a new key, share " + shared);
            assertTrue(2 * Charter.Quorum.MAJORITY.of(n) > n, n + " cosigners under majorities");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // log keys of the policy of now, keys of seats, log keys of the next policy, refusal
        "'', '', a, ''",
        "'', b, a b, ''",
        "'', '', a b, policy-log-key",
        "a, '', a, ''",
        "a, a b c, a b c, ''",
        "a b c, a b c, b, ''",
        "a, b, a c, policy-log-key",
        "b, b c, a b, policy-log-key",
        "a b, '', a b, ''",
    })
    void everyLogKeyIsSomebodys(String now, String seats, String next, String refusal) throws Refused {
        Optional<String> stated = now.isEmpty() ? Optional.empty() : Optional.of(ordered(now));
        List<NoteKey> known = logs(seats).stream().map(Policy.Log::key).toList();
        assertEquals(
                refusal,
                PolicySteps.judgeLogKeys(ordered(next), stated, known::contains)
                        .map(Refusal::code)
                        .orElse(""));
    }

    private static String ordered(String letters) throws Refused {
        return PolicySteps.lawful(logs(letters), witnesses("A B C"), Charter.DEFAULT)
                .text();
    }

    private static List<Policy.Log> logs(String letters) {
        return letters.isEmpty()
                ? List.of()
                : Arrays.stream(letters.split(" "))
                        .map(letter -> LOGS.computeIfAbsent(
                                letter,
                                key -> new Policy.Log(
                                        new NoteKey(
                                                "commonwatch/harbour/1",
                                                SigningKey.generate(RANDOM).verifyingKey()),
                                        Optional.empty())))
                        .toList();
    }

    private static String judge(String now, String members, String next) throws Refused {
        Map<String, List<String>> cosigners = new HashMap<>();
        witnesses(members)
                .forEach(one -> cosigners.put(one.name(), List.of(one.key().text())));
        Optional<String> stated = now.isEmpty()
                ? Optional.empty()
                : Optional.of(PolicySteps.lawful(List.of(LOG), witnesses(now), Charter.DEFAULT)
                        .text());
        return PolicySteps.judge(next, stated, Charter.DEFAULT, cosigners)
                .map(Refusal::code)
                .orElse("");
    }
}
