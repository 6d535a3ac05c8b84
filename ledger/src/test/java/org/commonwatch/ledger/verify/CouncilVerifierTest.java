package org.commonwatch.ledger.verify;

import static org.commonwatch.ledger.verify.CommunityStory.GRID;
import static org.commonwatch.ledger.verify.CommunityStory.HOSPITAL;
import static org.commonwatch.ledger.verify.CommunityStory.PORT;
import static org.commonwatch.ledger.verify.CommunityStory.STRANGER;
import static org.commonwatch.ledger.verify.CommunityStory.json;
import static org.commonwatch.ledger.verify.CommunityStory.policy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.verify.CommunityStory.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/verify/verify.py over the log of a community whose council came and went: what it believes, and what it says of lies. */
class CouncilVerifierTest {
    private static final Party[] ALL = {PORT, GRID, HOSPITAL};
    private static final String UNTRUSTED = "wrong: checkpoint: no trusted key of this log signed it";

    @TempDir
    private Path folder = Path.of("");

    private Python.Said verify(Policy given, String... more) throws IOException, InterruptedException {
        Path file = folder.resolve("policy");
        Files.writeString(file, given.text());
        List<String> words = new ArrayList<>(List.of(log().toString(), "--policy", file.toString()));
        words.addAll(List.of(more));
        return Python.verify(words.toArray(String[]::new));
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static void assertSays(Python.Said said, int exit, String... words) {
        assertEquals(exit, said.exit(), said.text());
        for (String word : words) {
            assertTrue(said.text().contains(word), word + " is not in: " + said.text());
        }
    }

    @Test
    void fromTheFoundersPolicyEveryChangeIsUnderTheQuorumBeforeIt() throws IOException, InterruptedException, Refused {
        new CommunityStory(log()).tell();
        assertSays(
                verify(CommunityStory.founders()),
                0,
                Logs.ORIGIN + ": 14 entries, root ",
                "cosigned by " + PORT.name() + ", " + GRID.name(),
                "entry 3: log keys: 1, quorum: 2 of 2 cosigners; in the tree of 4 entries, final by the policy given\n",
                "entry 6: log keys: 1, quorum: 2 of 3 cosigners; in the tree of 7 entries, final by entry 3\n",
                "entry 10: log keys: 2, quorum: 2 of 3 cosigners; in the tree of 11 entries, final by entry 6\n",
                "entry 12: log keys: 1, quorum: 2 of 3 cosigners; in the tree of 13 entries, final by entry 10\n",
                "signed with the log key of " + GRID);
    }

    @Test
    void anyPolicyLeadsToTheOneInForceAndAStrangersDoesNot() throws IOException, InterruptedException, Refused {
        new CommunityStory(log()).tell();
        List<Policy> all = List.of(
                policy(List.of(PORT), PORT, GRID),
                policy(List.of(PORT), PORT, GRID, HOSPITAL),
                policy(List.of(PORT, GRID), PORT, GRID, HOSPITAL),
                policy(List.of(GRID), PORT, GRID, HOSPITAL));
        for (Policy given : all) {
            assertSays(verify(given), 0, "signed with the log key of " + GRID);
        }
        assertSays(verify(policy(List.of(STRANGER), PORT, GRID)), 1, UNTRUSTED);
        assertSays(
                verify(policy(List.of(PORT), 3, PORT, GRID, HOSPITAL)),
                1,
                UNTRUSTED + "; nothing here leads from the policy given to that of entry 12");
    }

    /** Another history than the one that is told. */
    @FunctionalInterface
    interface Lie {
        void tell(CommunityStory story);
    }

    /** @param exit 0: the lie is void and changes nothing, which is said */
    record Row(String lie, Lie told, int exit, List<String> says) {
        @Override
        public String toString() {
            return lie;
        }
    }

    private static Row row(String lie, Lie told, int exit, String... says) {
        return new Row(lie, told, exit, List.of(says));
    }

    /** What somebody says instead. */
    @FunctionalInterface
    interface Instead {
        void say(CommunityStory story) throws Refused;
    }

    private static Lie at(int entry, Instead instead) {
        return story -> story.steps.set(entry, () -> instead.say(story));
    }

    /** In the place of the last policy: the one before it goes on, under which the log is final all the same. */
    private static Row stated(String lie, Instead instead, String says) {
        return row(lie, at(12, instead), 0, "entry 12, community.policy, is void: " + says);
    }

    @SuppressWarnings("unused") // the table of whatALieLeadsToIsSaid
    private static List<Row> lies() {
        return List.of(
                row("who has left the council signs", story -> story.signs = PORT, 1, UNTRUSTED),
                row("a member that never sat signs", story -> story.signs = HOSPITAL, 1, UNTRUSTED),
                row(
                        "one of three cosigns",
                        story -> story.cosign = List.of(GRID),
                        1,
                        "wrong: not final: cosigned by " + GRID.name() + "\n"),
                row(
                        "strangers make the quorum",
                        story -> story.cosign = List.of(STRANGER, GRID),
                        1,
                        "wrong: not final: cosigned by " + GRID.name() + "\n"),
                row(
                        "a change without the quorum before it",
                        story -> story.kept.put(7L, () -> story.keep(PORT, PORT)),
                        1,
                        UNTRUSTED + "; nothing here leads from entry 3 to that of entry 12"),
                row(
                        "a change that only the later quorum made final",
                        story -> story.kept.put(7L, () -> story.keep(PORT, GRID, HOSPITAL)),
                        1,
                        UNTRUSTED + "; nothing here leads from entry 3 to that of entry 12"),
                row(
                        "a change signed by who did not order yet",
                        story -> story.kept.put(11L, () -> story.keep(GRID, PORT, HOSPITAL)),
                        1,
                        UNTRUSTED + "; nothing here leads from entry 6 to that of entry 12"),
                stated(
                        "a member that is not the steward",
                        story -> story.state(GRID, policy(List.of(GRID), ALL)),
                        "only the steward may"),
                stated(
                        "somebody with the steward's name",
                        story -> story.say(
                                PORT, STRANGER.speaks(), "community.policy", text(policy(List.of(GRID), ALL))),
                        "the key with which its author speaks has not signed it"),
                stated(
                        "a quorum of all",
                        story -> story.state(PORT, policy(List.of(GRID), 3, ALL)),
                        "the quorum is not the charter's"),
                stated(
                        "no quorum",
                        story -> story.state(
                                PORT, Policy.unwitnessed(GRID.orders().noteKey())),
                        "a cosigner stays as long as it is a member"),
                stated(
                        "a member that cosigned is left out",
                        story -> story.state(PORT, policy(List.of(GRID), PORT, GRID)),
                        "a cosigner stays as long as it is a member"),
                stated(
                        "a cosigner that nobody knows",
                        story -> story.state(PORT, policy(List.of(GRID), PORT, GRID, STRANGER)),
                        "a cosigner is no member, or that is not its key"),
                stated(
                        "a log key that nobody knows",
                        story -> story.state(PORT, policy(List.of(GRID, STRANGER), ALL)),
                        "a log key is that of nobody who orders the log"),
                stated(
                        "a log key of a member that never sat",
                        story -> story.state(PORT, policy(List.of(GRID, HOSPITAL), ALL)),
                        "a log key is that of nobody who orders the log"),
                stated(
                        "another spelling",
                        story -> story.say(
                                PORT,
                                "community.policy",
                                json().put(
                                                "policy",
                                                "# \n"
                                                        + policy(List.of(GRID), ALL)
                                                                .text())),
                        "not the one spelling of a policy"),
                stated("what was said before", story -> story.again(10), "not the next of its author's lane"),
                row(
                        "a seat for which the key has not signed",
                        at(7, story -> story.offer(GRID, HOSPITAL)),
                        1,
                        UNTRUSTED,
                        "entry 7, council.seat, is void: a key of the seat has not signed for it",
                        "entry 9, council.members, is void: a seat is missing",
                        "entry 10, community.policy, is void: a log key is that of nobody who orders the log"),
                row(
                        "a council that changes by two",
                        at(9, story -> story.council(PORT, GRID)),
                        1,
                        UNTRUSTED,
                        "entry 9, council.members, is void: a council changes by one member"),
                row(
                        "a council named by a member",
                        at(9, story -> story.council(GRID, PORT, GRID)),
                        1,
                        UNTRUSTED,
                        "entry 9, council.members, is void: only the steward may"),
                row(
                        "a member that sits is removed",
                        at(11, story -> story.remove(GRID)),
                        0,
                        "entry 11, member.remove, is void: the member sits in the council"));
    }

    private static ObjectNode text(Policy policy) {
        return json().put("policy", policy.text());
    }

    @ParameterizedTest
    @MethodSource("lies")
    void whatALieLeadsToIsSaid(Row row) throws IOException, InterruptedException, Refused {
        CommunityStory story = new CommunityStory(log());
        row.told.tell(story);
        story.tell();
        assertSays(verify(CommunityStory.founders()), row.exit, row.says.toArray(String[]::new));
    }

    /** One byte of each signed part. */
    private record Bent(String file, String line, String says) {}

    private static List<Bent> bent() {
        return List.of(
                new Bent(
                        "checkpoint",
                        "— " + Logs.ORIGIN,
                        "checkpoint: the signature of " + Logs.ORIGIN + " does not hold"),
                new Bent(
                        "checkpoint",
                        "— " + PORT.name(),
                        "checkpoint: the signature of " + PORT.name() + " does not hold"),
                new Bent(
                        "checkpoint",
                        "— " + GRID.name(),
                        "checkpoint: the signature of " + GRID.name() + " does not hold"),
                new Bent(
                        "handover/4",
                        "— " + Logs.ORIGIN,
                        "handover/4: the signature of " + Logs.ORIGIN + " does not hold"),
                new Bent(
                        "handover/7",
                        "— " + PORT.name(),
                        "handover/7: the signature of " + PORT.name() + " does not hold"),
                new Bent("handover/11", "— " + HOSPITAL.name(), "handover/11: the signature of " + HOSPITAL.name()),
                new Bent("handover/13", "— " + Logs.ORIGIN, "handover/13: the signature of " + Logs.ORIGIN));
    }

    @Test
    void aBentByteOfEachSignedPartIsSaid() throws IOException, InterruptedException, Refused {
        new CommunityStory(log()).tell();
        for (Bent each : bent()) {
            Path file = log().resolve(each.file);
            byte[] right = Files.readAllBytes(file);
            String text = new String(right, StandardCharsets.UTF_8);
            int at = text.indexOf(each.line) + each.line.length() + 30;
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
            assertSays(verify(CommunityStory.founders()), 1, "wrong: " + each.says);
            Files.write(file, right);
        }
        Path handover = log().resolve("handover/11");
        byte[] right = Files.readAllBytes(handover);
        Files.copy(log().resolve("handover/7"), handover, StandardCopyOption.REPLACE_EXISTING);
        assertSays(verify(CommunityStory.founders()), 1, "wrong: handover/11: of another size");
        Files.writeString(
                handover,
                new String(right, StandardCharsets.UTF_8)
                        .replaceFirst("\n11\n.*\n", "\n11\n" + "A".repeat(43) + "=\n"));
        assertSays(verify(CommunityStory.founders()), 1, "wrong: handover/11: signed over another tree");
        Files.write(handover, right);
        Path entries = log().resolve("tile/entries/000.p/14");
        byte[] leaves = Files.readAllBytes(entries);
        leaves[leaves.length / 2] ^= 1;
        Files.write(entries, leaves);
        assertSays(verify(CommunityStory.founders()), 1, "is not what the tree has");
    }

    private static Fork fork(CommunityStory story, NoteSigner liar) throws Refused {
        Checkpoint other = Checkpoint.of(Logs.ORIGIN, 14, Digest.of(new byte[] {7}));
        Note told = story.reader().checkpoint().note();
        return new Fork(SignedCheckpoint.sign(other, liar).note(), told, Optional.empty());
    }

    @Test
    void aForkOfTwoSeatsNamesWhoSignedTheHistoryThatIsNotThisLogs() throws IOException, InterruptedException, Refused {
        CommunityStory story = new CommunityStory(log());
        story.tell();
        Fork fork = fork(story, PORT.orders());
        String[] says = {
            fork.fileName() + ": a proof of two histories\n",
            "  14 entries under root "
                    + Checkpoint.parse(fork.older().text()).root().base64()
                    + ", another history: signed with the log key of " + PORT + "\n",
            ", this log: signed with the log key of " + GRID + "\n"
        };
        Path proof = folder.resolve(fork.fileName());
        Files.write(proof, fork.toBytes());
        assertSays(verify(CommunityStory.founders(), "--fork", proof.toString()), 0, says);
        Files.createDirectories(log().resolve("evidence"));
        Files.copy(proof, log().resolve("evidence").resolve(fork.fileName()));
        assertSays(verify(CommunityStory.founders()), 0, says);
        Fork framed = fork(story, STRANGER.orders());
        Files.write(proof, framed.toBytes());
        assertSays(
                verify(CommunityStory.founders(), "--fork", proof.toString()),
                1,
                "wrong: the keys given did not sign both checkpoints");
    }

    private static Policy last() throws Refused {
        return policy(List.of(GRID), ALL);
    }

    @Test
    void theMembersGoOnWithoutTheCouncil() throws IOException, InterruptedException, Refused {
        CommunityStory story = new CommunityStory(log());
        story.tell();
        story.succeed(last(), Map.of(GRID, GRID), List.of(PORT, HOSPITAL), HOSPITAL);
        Python.Said said = verify(CommunityStory.founders());
        assertSays(
                said,
                0,
                ": 15 entries, root ",
                "entry 12: ",
                "epoch 2 begins with 14 entries, by 2 votes",
                "signed with the log key of " + HOSPITAL);
        assertTrue(!said.text().contains("void"), said.text());
        assertSays(verify(last()), 0, "epoch 2 begins with 14 entries");
        assertSays(verify(policy(List.of(STRANGER), STRANGER, GRID)), 1, "wrong: votes are counted under a policy");
        byte[] step = Files.readAllBytes(log().resolve("epochs/2"));
        byte[] wrong = step.clone();
        wrong[step.length - 40] ^= 1;
        Files.write(log().resolve("epochs/2"), wrong);
        assertSays(verify(CommunityStory.founders()), 1, "wrong: ");
        Files.delete(log().resolve("epochs/2"));
        assertSays(verify(CommunityStory.founders()), 1, UNTRUSTED);
    }

    @Test
    void aLogKeyIsNotPutOnSomebodyElseByTheTermsOfTheEnd() throws IOException, InterruptedException, Refused {
        CommunityStory story = new CommunityStory(log());
        story.tell();
        story.succeed(last(), Map.of(GRID, PORT), List.of(PORT, HOSPITAL), HOSPITAL);
        assertSays(
                verify(CommunityStory.founders()),
                1,
                "wrong: the terms at the end of epoch 1 name others for its log keys");
    }

    @Test
    void whoDoesNotOrderByTheRecordIsNotItsSteward() throws IOException, InterruptedException, Refused {
        CommunityStory story = new CommunityStory(log());
        story.tell();
        story.succeed(last(), Map.of(GRID, GRID), List.of(PORT, HOSPITAL), GRID);
        assertSays(
                verify(CommunityStory.founders()),
                0,
                "entry 14, community.succeed, is void: no record lets this member order the log, or its policy is another");
    }
}
