package org.commonwatch.ledger.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final String ORIGIN = "log.example.org/baltic";
    private static final NoteSigner LOG = new NoteSigner(ORIGIN, key(1));
    private static final String VKEY = LOG.noteKey().text();

    private static SigningKey key(int number) {
        return SigningKey.ofSeed(Digest.of(new byte[] {(byte) number}).toBytes());
    }

    private static Cosigner cosigner(int number) {
        return Cosigner.ofEd25519("w" + number + ".example", key(100 + number));
    }

    private static String w(int number) {
        return cosigner(number).key().text();
    }

    private static Policy parse(String text) throws Refused {
        return Policy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The shape of the specification's own example. */
    private static String nested() {
        return "# two organisations\nlog " + VKEY + "  https://log.example.org/\n\n"
                + "witness X1 " + w(1) + "\nwitness X2\t" + w(2) + " https://x2.example/\n  witness X3 " + w(3) + "  \n"
                + "group X 2 X1 X2 X3\n"
                + "witness Y1 " + w(4) + "\nwitness Y2 " + w(5) + "\n"
                + "group Y any Y1 Y2\n"
                + "group X-and-Y all X Y\nquorum X-and-Y\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''              | false | 3 | X1 X2 X3 Y1 Y2
            X1              | false | 2 | X2 X3 Y1 Y2
            X1 X2           | false | 1 | Y1 Y2
            X1 X2 X3        | false | 1 | Y1 Y2
            Y1              | false | 2 | X1 X2 X3
            Y1 Y2           | false | 2 | X1 X2 X3
            X1 Y2           | false | 1 | X2 X3
            X3 X1 Y2        | true  | 0 | ''
            X1 X2 X3 Y1 Y2  | true  | 0 | ''
            """)
    void saysWhoIsMissingInNestedGroups(String cosigned, boolean satisfied, int waitingFor, String missing)
            throws Refused {
        Standing standing = parse(nested()).standing(Set.of(cosigned.isEmpty() ? new String[0] : cosigned.split(" ")));
        assertEquals(satisfied, standing.satisfied());
        assertEquals(waitingFor, standing.waitingFor());
        assertEquals(missing, String.join(" ", standing.missing()));
    }

    @Test
    void theTextReadsBackInItsOneSpelling() throws Refused {
        Policy policy = parse(nested());
        assertEquals(policy, parse(policy.text()));
        assertEquals(policy.text(), parse(policy.text()).text());
        assertEquals(policy.id(), parse(policy.text()).id());
        assertTrue(policy.text().contains("group X-and-Y 2 X Y\nquorum X-and-Y\n"), policy.text());
        assertEquals(
                Optional.of("https://x2.example/"),
                policy.witness("X2").orElseThrow().url());
        assertEquals(
                Optional.of("https://log.example.org/"),
                policy.logs().getFirst().url());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            line 1 | policy-line         | lag V
            line 1 | policy-line         | log
            line 1 | policy-line         | log V u v
            line 1 | vkey-malformed      | log V2
            line 1 | policy-line         | witness A
            line 1 | vkey-algorithm      | witness A V
            line 1 | vkey-algorithm      | log W1
            line 1 | policy-name         | witness none W1
            line 2 | policy-name-twice   | witness A W1/witness A W2
            line 2 | policy-key-twice    | witness A W1/witness B W1
            line 2 | policy-key-twice    | log V/log V
            line 1 | policy-name-unknown | quorum A
            line 1 | policy-name-unknown | group G 1 A
            line 2 | policy-name-unknown | witness A W1/group G 1 A B
            line 2 | policy-threshold    | witness A W1/group G 2 A
            line 2 | policy-threshold    | witness A W1/group G 0 A
            line 2 | policy-threshold    | witness A W1/group G 01 A
            line 2 | policy-threshold    | witness A W1/group G some A
            line 2 | policy-line         | witness A W1/group G 1
            line 2 | policy-member-twice | witness A W1/group G 1 A A
            line 3 | policy-member-twice | witness A W1/group G 1 A/group H 1 A
            line 2 | policy-name-twice   | witness A W1/group A 1 A
            line 2 | policy-name         | witness A W1/group none 1 A
            line 2 | policy-quorum       | quorum none/quorum none
            line 1 | policy-line         | quorum
            line 1 | policy-line         | quorum A B
            ''     | policy-quorum       | log V
            ''     | policy-quorum       | # nothing
            """)
    void refusesWithTheLine(String line, String code, String text) {
        String policy =
                text.replace("/", "\n").replace("W1", "@1").replace("W2", "@2").replace("V2", VKEY + "0");
        String full = policy.replaceAll("\\bV\\b", VKEY.replace("$", "\\$"))
                .replace("@1", w(1))
                .replace("@2", w(2));
        Refusal refusal = assertThrows(Refused.class, () -> parse(full + "\n")).refusal();
        // Base64 that is too long is refused as base64.
        assertEquals(code, refusal.code().equals("base64-malformed") ? "vkey-malformed" : refusal.code());
        assertEquals(line, refusal.path());
    }

    @Test
    void refusesOddBytesAndWhatIsTooLong() {
        for (String odd : List.of("quorum none", "quorum none\r\n", "quorum\u0000none\n", "quorum none\u007f\n")) {
            assertThrows(Refused.class, () -> parse(odd));
        }
        assertThrows(Refused.class, () -> Policy.parse(new byte[] {(byte) 0xff, '\n'}));
        byte[] longest = new byte[PolicyParser.BYTES_MAX + 1];
        Arrays.fill(longest, (byte) '\n');
        assertEquals(
                "policy-long",
                assertThrows(Refused.class, () -> Policy.parse(longest))
                        .refusal()
                        .code());
        assertEquals(
                "policy-long",
                assertThrows(Refused.class, () -> parse("\n".repeat(5_000) + "quorum none\n"))
                        .refusal()
                        .code());
    }

    @Test
    void whatFollowsTheQuorumLineBelongsToThePolicyToo() throws Refused {
        Policy policy = parse("quorum none\nlog " + VKEY + "\nwitness Ä " + w(1) + "\n");
        assertEquals(1, policy.logs().size());
        assertEquals("Ä", policy.witnesses().getFirst().name());
        assertTrue(policy.isUnwitnessed());
        assertTrue(policy.standing(Set.of()).satisfied());
    }

    /** More than two thirds, as ARCHITECTURE says it. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,3", "5,4", "6,5", "7,5", "10,7", "32,22"})
    void theDefaultQuorum(int witnesses, int threshold) throws Refused {
        List<Policy.Witness> all = new ArrayList<>();
        for (int i = 0; i < witnesses; i++) {
            all.add(new Policy.Witness("m" + i, cosigner(i).key(), Optional.empty()));
        }
        Policy policy = PolicyBuilder.community(List.of(new Policy.Log(LOG.noteKey(), Optional.empty())), all);
        assertEquals(threshold, policy.standing(Set.of()).waitingFor());
        assertEquals(threshold, policy.groups().getFirst().threshold());
        assertEquals(policy, parse(policy.text()));
    }

    @Test
    void aCommunityWithoutWitnessesIsUnwitnessed() throws Refused {
        Policy policy = PolicyBuilder.community(List.of(new Policy.Log(LOG.noteKey(), Optional.empty())), List.of());
        assertTrue(policy.isUnwitnessed());
        assertEquals(Policy.unwitnessed(LOG.noteKey()), policy);
    }

    /** Against the definition: try every set of further witnesses. */
    @Test
    void waitingForIsTheFewestThatHelpOnRandomPolicies() throws Refused {
        Random random = new Random(20_261_125);
        for (int round = 0; round < 60; round++) {
            int witnesses = 1 + random.nextInt(7);
            PolicyBuilder builder = new PolicyBuilder();
            List<String> loose = new ArrayList<>();
            for (int i = 0; i < witnesses; i++) {
                builder.witness("w" + i, cosigner(i).key(), Optional.empty());
                loose.add("w" + i);
            }
            Map<String, Naive> groups = new TreeMap<>();
            for (int g = 0; loose.size() > 1 && g < 4; g++) {
                int count = 1 + random.nextInt(loose.size());
                List<String> members = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    members.add(loose.remove(random.nextInt(loose.size())));
                }
                int threshold = 1 + random.nextInt(count);
                builder.group("g" + g, threshold, members);
                groups.put("g" + g, new Naive(threshold, members));
                loose.add("g" + g);
            }
            String quorum = loose.get(random.nextInt(loose.size()));
            Policy policy = builder.quorum(quorum);
            String seed = "seed 20261125 round " + round + "\n" + policy.text();
            for (int have = 0; have < 1 << witnesses; have++) {
                int best = Integer.MAX_VALUE;
                Set<String> helpful = new HashSet<>();
                for (int set = 0; set < 1 << witnesses; set++) {
                    if ((set & have) == have && satisfied(groups, quorum, set)) {
                        best = Math.min(best, Integer.bitCount(set) - Integer.bitCount(have));
                    }
                }
                Standing standing = policy.standing(names(have, witnesses));
                assertEquals(best, standing.waitingFor(), seed);
                assertEquals(best == 0, standing.satisfied(), seed);
                helpful.addAll(standing.missing());
                helpful.retainAll(names(have, witnesses));
                assertEquals(Set.of(), helpful, seed);
                int others = ~have & ((1 << witnesses) - 1);
                assertEquals(!satisfied(groups, quorum, others), policy.meetsEveryQuorum(names(have, witnesses)), seed);
            }
        }
    }

    private record Naive(int threshold, List<String> members) {}

    private static boolean satisfied(Map<String, Naive> groups, String name, int set) {
        if (name.startsWith("w")) {
            return ((set >> Integer.parseInt(name.substring(1))) & 1) == 1;
        }
        Naive group = Objects.requireNonNull(groups.get(name));
        return group.members.stream()
                        .filter(member -> satisfied(groups, member, set))
                        .count()
                >= group.threshold;
    }

    private static Set<String> names(int set, int witnesses) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < witnesses; i++) {
            if (((set >> i) & 1) == 1) {
                names.add("w" + i);
            }
        }
        return names;
    }

    @Test
    void judgesANoteByItsSignatures() throws Refused {
        Policy policy =
                parse("log " + VKEY + "\nwitness A " + w(1) + "\nwitness B " + w(2) + "\ngroup G all A B\nquorum G\n");
        SignedCheckpoint signed = SignedCheckpoint.sign(Checkpoint.of(ORIGIN, 7, Digest.of()), LOG);
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        Note.Signature a = cosigner(1).cosign(signed.checkpoint(), now);
        Note.Signature b = cosigner(2).cosign(signed.checkpoint(), now);
        Note.Signature stranger = cosigner(3).cosign(signed.checkpoint(), now);
        assertFalse(policy.judge(signed.toBytes()).isFinal());
        Policy.Judged half =
                policy.judge(signed.note().with(List.of(a, stranger)).toBytes());
        assertEquals("waiting for 1, missing: B", half.standing().text());
        assertEquals(2, half.signed().note().signatures().size(), "a stranger's line is not kept");
        assertTrue(policy.judge(signed.note().with(List.of(a, b))).isFinal());
        byte[] changed = b.bytes();
        changed[20] ^= 1;
        Note wrong = signed.note().with(List.of(a, new Note.Signature(b.name(), b.keyId(), changed)));
        assertEquals(
                "cosignature-wrong",
                assertThrows(Refused.class, () -> policy.judge(wrong)).refusal().code());
    }

    @Test
    void aLogKeySignsForItsOwnOriginOnly() throws Refused {
        NoteKey other = new NoteKey("log.example.org/other", key(2).verifyingKey());
        Policy policy = parse("log " + VKEY + "\nlog " + other.text() + "\nquorum none\n");
        Note note = Note.sign(
                Checkpoint.of(ORIGIN, 7, Digest.of()).text(), new NoteSigner("log.example.org/other", key(2)));
        assertEquals(
                "checkpoint-origin",
                assertThrows(Refused.class, () -> policy.judge(note)).refusal().code());
    }
}
