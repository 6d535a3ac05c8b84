package org.commonwatch.ledger.succession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.BentDisk;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private static final Path ROOT = Path.of("/disk");
    private static final NoteSigner NEXT_SIGNER = new NoteSigner(Logs.ORIGIN, Logs.key(3));
    private static final int MEMBERS = 4;

    /** One history of the log. */
    private static final class History {
        final CrashDisk disk = new CrashDisk(ROOT);
        final LogWriter writer = LogWriter.at(disk, ROOT, 0);
        SignedCheckpoint head;

        History(String name, int size) {
            head = to(name, size);
        }

        SignedCheckpoint to(String name, int size) {
            for (long i = writer.size(); i < size; i++) {
                writer.append((i < 3 ? "shared " + i : name + i).getBytes(StandardCharsets.UTF_8));
            }
            try {
                writer.writeTiles();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            head = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, writer.root()), Logs.SIGNER);
            return head;
        }

        SignedCheckpoint at(long size) {
            return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, reader().rootAt(size)), Logs.SIGNER);
        }

        LogReader reader() {
            return new LogReader(disk, ROOT, () -> head);
        }
    }

    private static Cosigner cosigner(int number, int epoch) {
        return number % 2 == 0
                ? Cosigner.ofEd25519("m" + number, Logs.key(100 * epoch + number))
                : Cosigner.ofMlDsa44(
                        "m" + number,
                        MlDsaSigningKey.ofSeed(Logs.key(100 * epoch + number).seed()));
    }

    private static Terms terms(int epoch, NoteSigner signer) {
        try {
            List<Policy.Witness> lines = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                lines.add(new Policy.Witness("m" + i, cosigner(i, epoch).key(), Optional.empty()));
            }
            Policy policy = PolicyBuilder.community(List.of(new Policy.Log(signer.noteKey(), Optional.empty())), lines);
            return new Terms(policy, Map.of(signer.noteKey(), "m0"));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private static final Terms FIRST = terms(1, Logs.SIGNER);
    private static final Terms NEXT = terms(2, NEXT_SIGNER);
    private static final Epoch EPOCH = Epoch.first(Logs.ORIGIN, FIRST);

    private final History main = new History("a", 12);

    private static Witness witness(CrashDisk disk, Cosigner cosigner) {
        WitnessedLog log = new WitnessedLog(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), List.of());
        return new Witness(
                disk, ROOT.resolve("w"), List.of(cosigner), any -> Optional.of(log), () -> Logs.NOW, fork -> {});
    }

    private static byte[] request(SignedCheckpoint checkpoint) {
        return new AddCheckpoint(0, List.of(), checkpoint.checkpoint(), checkpoint.note()).toBytes();
    }

    /** The vote of a member whose last cosigned checkpoint is this one. */
    private static Vote vote(int member, SignedCheckpoint last, Terms next) throws Refused {
        CrashDisk disk = new CrashDisk(ROOT);
        Witness witness = witness(disk, cosigner(member, 1));
        assertInstanceOf(Verdict.Cosigned.class, witness.add(request(last)));
        return new Ballot(disk, ROOT.resolve("v"), witness, cosigner(member, 1)).vote(EPOCH, next.id(), List.of());
    }

    private Succession record(List<Vote> votes) throws Refused {
        return Succession.of(EPOCH, NEXT, votes, List.of(), List.of(), main.reader());
    }

    private static String code(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(Refused.class, what).refusal().code();
    }

    @Test
    void aNewEpochStartsWhereNothingFinalIsLostAndEverybodyCanVerifyIt() throws Refused {
        Succession record =
                record(List.of(vote(1, main.at(8), NEXT), vote(2, main.at(10), NEXT), vote(3, main.at(12), NEXT)));
        assertEquals(12, record.start().size());
        Succession read = Succession.parse(record.toBytes());
        assertArrayEquals(record.toBytes(), read.toBytes());
        Epoch next = read.verify(EPOCH);
        assertEquals(2, next.number());
        assertEquals(NEXT, next.terms());
        assertEquals(main.at(12).checkpoint(), next.start());
        assertTrue(next.keys().containsAll(EPOCH.keys()));
    }

    @Test
    void epochsFollowEachOther() throws Refused {
        Epoch second = record(List.of(vote(1, main.at(8), NEXT), vote(2, main.at(8), NEXT), vote(3, main.at(8), NEXT)))
                .verify(EPOCH);
        NoteSigner thirdSigner = new NoteSigner(Logs.ORIGIN, Logs.key(4));
        Terms third = terms(3, thirdSigner);
        // Nobody cosigned anything in the second epoch: the third starts where the second did.
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CrashDisk disk = new CrashDisk(ROOT);
            votes.add(new Ballot(disk, ROOT.resolve("v"), witness(disk, cosigner(i, 2)), cosigner(i, 2))
                    .vote(second, third.id(), List.of()));
        }
        Succession record = Succession.of(second, third, votes, List.of(), List.of(), main.reader());
        assertEquals(8, record.start().size());
        assertEquals(3, record.verify(second).number());
        assertEquals("succession-epoch", code(() -> record.verify(EPOCH)));
        // Keys of any earlier epoch are used up.
        Terms again = terms(1, new NoteSigner(Logs.ORIGIN, Logs.key(5)));
        List<Vote> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CrashDisk disk = new CrashDisk(ROOT);
            others.add(new Ballot(disk, ROOT.resolve("v"), witness(disk, cosigner(i, 2)), cosigner(i, 2))
                    .vote(second, again.id(), List.of()));
        }
        assertEquals(
                "succession-keys",
                code(() -> Succession.of(second, again, others, List.of(), List.of(), main.reader())));
    }

    /** The rule that the design began with counted 2q-n votes; a liar's vote and a fork would have lost what was final. */
    @Test
    void aLiarsVoteForASecondHistoryDoesNotLoseWhatIsFinal() throws Refused {
        History other = new History("b", 12);
        // m0, m1, m2 made 10 of the first history final; m0 lies about it, and m3 was shown the second one.
        List<Vote> votes =
                List.of(vote(0, other.at(10), NEXT), vote(1, main.at(10), NEXT), vote(3, other.at(10), NEXT));
        assertEquals(
                "succession-undecided",
                code(() -> Succession.of(EPOCH, NEXT, votes, List.of(), List.of(), other.reader())));
        assertEquals("succession-undecided", code(() -> record(votes)));
        // Whoever holds the final checkpoint decides it,
        Note known = main.at(10).note();
        List<Note.Signature> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(cosigner(i, 1).cosign(main.at(10).checkpoint(), Logs.NOW));
        }
        Succession decided = Succession.of(EPOCH, NEXT, votes, List.of(known.with(lines)), List.of(), main.reader());
        assertEquals(main.at(10).checkpoint(), decided.start());
        // and so do the fourth vote and the proof that the log's key, which is m0's, signed two histories.
        Fork fork = new Fork(main.at(10).note(), other.at(10).note(), Optional.empty());
        List<Vote> four = List.of(votes.get(0), votes.get(1), vote(2, main.at(10), NEXT), votes.get(2));
        assertEquals("succession-undecided", code(() -> record(four)));
        Succession proved = Succession.of(EPOCH, NEXT, four, List.of(), List.of(fork), main.reader());
        assertEquals(main.at(10).checkpoint(), proved.start());
        assertEquals(
                "succession-undecided",
                code(() -> Succession.of(EPOCH, NEXT, four, List.of(), List.of(fork), other.reader())));
        assertArrayEquals(proved.toBytes(), Succession.parse(proved.toBytes()).toBytes());
    }

    @Test
    void refusesWhatTheRecordsMakerMadeUp() throws Refused {
        List<Vote> votes = List.of(vote(1, main.at(8), NEXT), vote(2, main.at(10), NEXT), vote(3, main.at(12), NEXT));
        Succession good = record(votes);
        Succession lower = new Succession(
                good.origin(), 2, NEXT, main.at(8).checkpoint(), votes, Optional.empty(), List.of(), good.chain());
        assertEquals("succession-start", code(() -> lower.verify(EPOCH)));
        Succession fewer = new Succession(
                good.origin(), 2, NEXT, good.start(), votes.subList(0, 2), Optional.empty(), List.of(), good.chain());
        assertEquals("succession-chain", code(() -> fewer.verify(EPOCH)));
        Succession twice = new Succession(
                good.origin(),
                2,
                NEXT,
                good.start(),
                List.of(votes.get(0), votes.get(1), votes.get(2), votes.get(2)),
                Optional.empty(),
                List.of(),
                good.chain());
        assertEquals("succession-votes", code(() -> twice.verify(EPOCH)));
        Terms other = terms(4, NEXT_SIGNER);
        Succession otherTerms =
                new Succession(good.origin(), 2, other, good.start(), votes, Optional.empty(), List.of(), good.chain());
        assertEquals("succession-terms", code(() -> otherTerms.verify(EPOCH)));
        // Leaving out a link makes a vote one for another history, and the rule harder to meet.
        Chain shorter = new Chain(good.chain().links().subList(0, 3));
        Succession hidden = new Succession(
                good.origin(), 2, NEXT, main.at(10).checkpoint(), votes, Optional.empty(), List.of(), shorter);
        assertEquals("succession-undecided", code(() -> hidden.verify(EPOCH)));
        // A checkpoint that is not final is no final one.
        Succession unfinal = new Succession(
                good.origin(),
                2,
                NEXT,
                good.start(),
                votes,
                Optional.of(main.at(12).note()),
                List.of(),
                good.chain());
        assertEquals("succession-final", code(() -> unfinal.verify(EPOCH)));
    }

    @Test
    void refusesAVoteThatIsNotTheCosigners() throws Refused {
        Vote vote = vote(1, main.at(8), NEXT);
        Vote moved = new Vote(
                vote.origin(),
                vote.epoch(),
                vote.under(),
                vote.next(),
                Optional.of(main.at(6).note()),
                vote.by());
        assertEquals("cosignature-wrong", code(() -> moved.verify(EPOCH)));
        Vote stranger = new Vote(
                vote.origin(),
                vote.epoch(),
                vote.under(),
                vote.next(),
                vote.last(),
                cosigner(1, 7).state("x".getBytes(StandardCharsets.UTF_8)));
        assertEquals("vote-unknown", code(() -> stranger.verify(EPOCH)));
        Vote later = new Vote(vote.origin(), 2, vote.under(), vote.next(), vote.last(), vote.by());
        assertEquals("vote-foreign", code(() -> later.verify(EPOCH)));
        // A cosignature is no vote and a vote no cosignature, though one key makes both.
        Note.Signature line = cosigner(2, 1).cosign(main.at(8).checkpoint(), Logs.NOW);
        assertEquals(
                "cosignature-wrong",
                code(() ->
                        cosigner(2, 1).key().verifyStatement(main.at(8).note().toBytes(), line)));
    }

    @Test
    void anyChangedByteIsRefused() throws Refused {
        byte[] good = record(List.of(vote(0, main.at(8), NEXT), vote(2, main.at(8), NEXT), vote(3, main.at(10), NEXT)))
                .toBytes();
        Random dice = new Random(20_261_126);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            int at = dice.nextInt(bad.length);
            bad[at] ^= (byte) (1 << dice.nextInt(8));
            int round = i;
            assertThrows(Refused.class, () -> {
                Succession parsed = Succession.parse(bad);
                parsed.verify(EPOCH);
                // A changed log signature under a checkpoint, say, is known by what it makes of the vote.
                throw new AssertionError("round " + round + ": byte " + at + " may be anything");
            });
        }
        for (int length = 0; length < good.length; length += 97) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(Refused.class, () -> Succession.parse(cut));
        }
    }

    @Test
    void whoVotedCosignsNoMoreAndVotesOnce() throws Refused {
        CrashDisk disk = new CrashDisk(ROOT);
        Witness witness = witness(disk, cosigner(2, 1));
        assertInstanceOf(Verdict.Cosigned.class, witness.add(request(main.at(8))));
        Ballot ballot = new Ballot(disk, ROOT.resolve("v"), witness, cosigner(2, 1));
        Vote vote = ballot.vote(EPOCH, NEXT.id(), List.of());
        assertInstanceOf(Verdict.Forbidden.class, witness.add(request(main.at(8))));
        assertArrayEquals(
                vote.toBytes(), ballot.vote(EPOCH, NEXT.id(), List.of()).toBytes());
        Digest other = terms(4, NEXT_SIGNER).id();
        assertEquals("vote-cast", code(() -> ballot.vote(EPOCH, other, List.of())));
        disk.crash(new Random(1));
        Witness again = witness(disk, cosigner(2, 1));
        assertInstanceOf(Verdict.Forbidden.class, again.add(request(main.at(8))));
        Ballot reopened = new Ballot(disk, ROOT.resolve("v"), again, cosigner(2, 1));
        assertArrayEquals(
                vote.toBytes(), reopened.vote(EPOCH, NEXT.id(), List.of()).toBytes());
        assertEquals("vote-cast", code(() -> reopened.vote(EPOCH, other, List.of())));
    }

    /** Cosignatures at hand go with a vote as far as a note has room: one that cannot be read again would be its caster's last. */
    @Test
    void aVoteReadsWhateverIsAtHand() throws Refused {
        CrashDisk disk = new CrashDisk(ROOT);
        Witness witness = witness(disk, cosigner(2, 1));
        assertInstanceOf(Verdict.Cosigned.class, witness.add(request(main.at(8))));
        List<Note.Signature> many = new ArrayList<>();
        for (int i = 0; i < Note.SIGNATURES_MAX; i++) {
            many.add(new Note.Signature("w" + i + ".example", i, new byte[64]));
        }
        Ballot ballot = new Ballot(disk, ROOT.resolve("v"), witness, cosigner(2, 1));
        Vote vote = ballot.vote(EPOCH, NEXT.id(), many);
        assertEquals(vote, Vote.parse(vote.toBytes()));
        assertArrayEquals(vote.toBytes(), ballot.vote(EPOCH, NEXT.id(), many).toBytes());
    }

    /** Every write of freezing and voting fails in every way, then the machine dies: no vote without the freeze, one vote. */
    @Test
    void aVoteThatLeftIsKeptWhateverTheDiskDoes() throws Refused {
        Digest other = terms(4, NEXT_SIGNER).id();
        int failed = 0;
        for (Failure how : Failure.values()) {
            for (int at = 1; at <= 20; at++) {
                for (int seed = 0; seed < 4; seed++) {
                    CrashDisk disk = new CrashDisk(ROOT);
                    Witness witness = witness(disk, cosigner(2, 1));
                    assertInstanceOf(Verdict.Cosigned.class, witness.add(request(main.at(8))));
                    disk.failAt(at, how, false);
                    Ballot ballot = new Ballot(disk, ROOT.resolve("v"), witness, cosigner(2, 1));
                    Optional<Vote> left = Optional.empty();
                    try {
                        left = Optional.of(ballot.vote(EPOCH, NEXT.id(), List.of()));
                    } catch (DiskFault e) {
                        failed++;
                        left = seed % 2 == 0 ? Optional.empty() : Optional.of(ballot.vote(EPOCH, NEXT.id(), List.of()));
                    }
                    disk.crash(new Random(31L * at + seed));
                    Witness again = witness(disk, cosigner(2, 1));
                    Ballot reopened = new Ballot(disk, ROOT.resolve("v"), again, cosigner(2, 1));
                    if (left.isPresent()) {
                        assertInstanceOf(Verdict.Forbidden.class, again.add(request(main.at(8))));
                        assertEquals("vote-cast", code(() -> reopened.vote(EPOCH, other, List.of())));
                        assertArrayEquals(
                                left.get().toBytes(),
                                reopened.vote(EPOCH, NEXT.id(), List.of()).toBytes());
                    } else {
                        // Nobody saw a vote; it votes now, and is frozen from then on.
                        Digest terms = reopened.cast(EPOCH).map(Vote::next).orElse(other);
                        assertEquals(
                                8,
                                Checkpoint.parse(reopened.vote(EPOCH, terms, List.of())
                                                .last()
                                                .orElseThrow()
                                                .text())
                                        .size());
                        assertInstanceOf(Verdict.Forbidden.class, again.add(request(main.at(8))));
                    }
                }
            }
        }
        assertTrue(failed > 50, "only " + failed + " failures were met");
    }

    @Test
    void theNewSequencerBeginsWithTheEntriesUpToTheStart() throws Refused, IOException {
        Epoch next = record(List.of(vote(1, main.at(8), NEXT), vote(2, main.at(8), NEXT), vote(3, main.at(8), NEXT)))
                .verify(EPOCH);
        for (int at = 1; at <= 25; at++) {
            CrashDisk disk = new CrashDisk(ROOT);
            Path log = ROOT.resolve("next");
            disk.failAt(at, List.of(Failure.values()).get(at % 3), false);
            try {
                Inheritance.lay(disk, log, next, NEXT_SIGNER, main.reader());
            } catch (DiskFault e) {
                disk.crash(new Random(at));
                Inheritance.lay(disk, log, next, NEXT_SIGNER, main.reader());
            }
            disk.crash(new Random(at));
            SignedCheckpoint head = SignedCheckpoint.open(
                    HeadFile.read(disk, log).orElseThrow(), Logs.ORIGIN, List.of(NEXT_SIGNER.noteKey()));
            assertEquals(next.start(), head.checkpoint());
            assertEquals(head.root(), new LogReader(disk, log, () -> head).rootAt(8));
        }
        History other = new History("b", 12);
        assertThrows(
                LogDamaged.class,
                () -> Inheritance.lay(new CrashDisk(ROOT), ROOT.resolve("next"), next, NEXT_SIGNER, other.reader()));
    }

    /** A log may have more entries than fit into memory: tiles are written while it is read. */
    @Test
    void aLongLogIsLaidStepByStep() throws IOException {
        Path from = ROOT.resolve("from");
        CrashDisk source = new CrashDisk(ROOT);
        LogWriter writer = LogWriter.at(source, from, 0);
        int size = 3 * Inheritance.STEP_ENTRIES + 7;
        for (int i = 0; i < size; i++) {
            writer.append(("entry " + i).getBytes(StandardCharsets.UTF_8));
        }
        writer.writeTiles();
        SignedCheckpoint end = SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, size, writer.root()), NEXT_SIGNER);
        AtomicInteger written = new AtomicInteger();
        AtomicInteger atOnceMax = new AtomicInteger();
        BentDisk to = new BentDisk(new CrashDisk(ROOT)) {
            @Override
            public void writeAll(Path file, byte[] bytes) throws IOException {
                written.incrementAndGet();
                super.writeAll(file, bytes);
            }
        };
        BentDisk read = new BentDisk(source) {
            private int bundles;

            @Override
            public DiskFile openToRead(Path file) throws IOException {
                if (file.toString().contains("entries")) {
                    atOnceMax.accumulateAndGet(++bundles - written.get() / 2, Math::max);
                }
                return super.openToRead(file);
            }
        };
        Epoch next = new Epoch(Logs.ORIGIN, 2, NEXT, end.checkpoint(), Set.of());
        Inheritance.lay(to, ROOT.resolve("next"), next, NEXT_SIGNER, new LogReader(read, from, () -> end));
        assertEquals(end.root(), new LogReader(to, ROOT.resolve("next"), () -> end).rootAt(size));
        assertTrue(atOnceMax.get() <= Inheritance.STEP_ENTRIES / TilePath.WIDTH + 2, atOnceMax + " bundles in memory");
    }

    @Test
    void aMirrorOfTheNewEpochHoldsItToAStart() throws Refused {
        EpochRule rule = new EpochRule(() -> List.of(main.at(8).checkpoint()), main.reader()::rootAt);
        assertEquals(Optional.empty(), rule.refusal(main.at(8)));
        assertEquals(Optional.empty(), rule.refusal(main.at(12)));
        assertEquals("epoch-start", rule.refusal(main.at(7)).orElseThrow().code());
        EpochRule other = new EpochRule(() -> List.of(new History("b", 12).at(8).checkpoint()), main.reader()::rootAt);
        assertEquals("epoch-start", other.refusal(main.at(12)).orElseThrow().code());
    }

    @Test
    void onlyAFlatQuorumOfMoreThanHalfHasASuccession() throws Refused {
        assertEquals("succession-policy", code(() -> Quorum.of(Policy.unwitnessed(Logs.SIGNER.noteKey()))));
        List<Policy.Witness> lines = FIRST.policy().witnesses();
        Policy half = PolicyBuilder.community(FIRST.policy().logs(), lines, 2);
        assertEquals("succession-policy", code(() -> Quorum.of(half)));
        assertEquals(new Quorum(4, 3), Quorum.of(FIRST.policy()));
    }

    @Test
    void termsHaveOneSpelling() throws Refused {
        byte[] text = NEXT.text().getBytes(StandardCharsets.UTF_8);
        assertEquals(NEXT, Terms.parse(text));
        byte[] spaced = NEXT.text().replace("quorum ", "quorum  ").getBytes(StandardCharsets.UTF_8);
        assertEquals("terms-malformed", code(() -> Terms.parse(spaced)));
        byte[] foreign = NEXT.text().replace("operator m0", "operator m9").getBytes(StandardCharsets.UTF_8);
        assertEquals("terms-malformed", code(() -> Terms.parse(foreign)));
    }
}
