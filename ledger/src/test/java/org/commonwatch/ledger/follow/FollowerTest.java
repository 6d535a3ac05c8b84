package org.commonwatch.ledger.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Crew;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.CutCopy;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.LogCut;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FollowerTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final NoteKey LOG_KEY = Logs.SIGNER.noteKey();
    private static final Policy UNWITNESSED = Policy.unwitnessed(LOG_KEY);
    private static final Trust TRUST = new Trust(Logs.ORIGIN, List.of(LOG_KEY), any -> Optional.empty());
    private static final ExecutorService FETCHERS = Executors.newFixedThreadPool(4);

    private final CrashDisk disk = new CrashDisk(ROOT);
    private final List<LogSource> sources = new ArrayList<>();

    @AfterAll
    static void endFetchers() {
        FETCHERS.shutdown();
    }

    /** A log of made-up entries on its own disk, signed at any size asked for; branches part at entry {@code forkAt}. */
    private static final class Origin {
        final CrashDisk disk = new CrashDisk(Path.of("/origin"));
        final LogWriter writer = LogWriter.at(disk, Path.of("/origin"), 0);
        final String branch;
        final long forkAt;
        volatile SignedCheckpoint head;

        Origin(String branch, long forkAt) {
            this.branch = branch;
            this.forkAt = forkAt;
            this.head = sign();
        }

        SignedCheckpoint sign() {
            return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), Logs.SIGNER);
        }

        Origin grow(int count) {
            for (int i = 0; i < count; i++) {
                String text =
                        writer.size() + (writer.size() < forkAt ? "" : branch) + "-".repeat((int) (writer.size() % 5));
                writer.append(text.getBytes(StandardCharsets.UTF_8));
            }
            try {
                writer.writeTiles();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            head = sign();
            return this;
        }

        LogReader reader() {
            return new LogReader(disk, Path.of("/origin"), () -> head);
        }

        Served served(String name) {
            return new Served(name, reader());
        }
    }

    private FollowSettings settings(Policy policy, EntryCheck check) {
        return new FollowSettings(disk, LOG, Logs.ORIGIN, policy, () -> List.copyOf(sources), check, FETCHERS);
    }

    private Follower open() {
        return Follower.open(settings(UNWITNESSED, EntryCheck.NONE));
    }

    private void check(Follower follower, Origin origin, String what) {
        assertEquals(origin.writer.size(), follower.finality().finalSize(), what);
        assertEquals(origin.writer.root(), follower.reader().root(), what);
        assertEquals(List.of(), Verifier.verify(disk, LOG, TRUST).damages(), what);
    }

    @Test
    void followsStepByStepAndInOneGo() {
        Origin origin = new Origin("a", 0);
        sources.add(origin.served("one"));
        Follower follower = open();
        assertEquals(new FollowOutcome.Current(0), follower.follow());
        long before = 0;
        for (int count : new int[] {1, 3, 252, 1, 255, 300, 700, 2_000, 1}) {
            origin.grow(count);
            assertEquals(new FollowOutcome.Advanced(before, before + count), follower.follow());
            before += count;
            check(follower, origin, "after " + before);
        }
        assertEquals(new FollowOutcome.Current(before), follower.follow());
        check(open(), origin, "opened again");
        assertArrayEquals(
                origin.reader().resource("tile/entries/003.p/100").orElseThrow(),
                follower.reader().resource("tile/entries/003.p/100").orElseThrow(),
                "it serves what it holds");
    }

    /** Between steps that are journaled and those that are not, and while nothing of them is marked on disk yet. */
    @Test
    void aCutOfWhatIsHeldIsFollowedOn() {
        Origin origin = new Origin("a", 0);
        sources.add(origin.served("one"));
        Follower follower = open();
        for (int count : new int[] {0, 1, 3, 252, 1, 1, 255, 300, 1, 1}) {
            origin.grow(count);
            follower.follow();
            LogCut cut = follower.reader().cut();
            String what = "at " + origin.writer.size();
            CrashDisk copy = new CrashDisk(ROOT);
            CutCopy.lay(cut, disk, copy, LOG);
            assertEquals(List.of(), Verifier.verify(copy, LOG, TRUST).damages(), what);
            Follower again = Follower.open(new FollowSettings(
                    copy, LOG, Logs.ORIGIN, UNWITNESSED, () -> List.copyOf(sources), EntryCheck.NONE, FETCHERS));
            assertEquals(follower.finality(), again.finality(), what);
            assertEquals(follower.reader().root(), again.reader().root(), what);
            origin.grow(2);
            again.follow();
            assertEquals(origin.writer.root(), again.reader().root(), what + ", followed on");
            assertEquals(List.of(), Verifier.verify(copy, LOG, TRUST).damages(), what + ", followed on");
        }
    }

    @Test
    void aShortStepCostsOneResource() {
        Origin origin = new Origin("a", 0).grow(1_000);
        Served source = origin.served("one");
        sources.add(source);
        Follower follower = open();
        follower.follow();
        origin.grow(1);
        source.asked.clear();
        follower.follow();
        assertEquals(List.of("checkpoint", "tile/entries/003.p/233"), source.asked);
        source.asked.clear();
        follower.follow();
        assertEquals(List.of("checkpoint"), source.asked);
    }

    /** What each liar does to what it serves, and what it is called afterwards. */
    @Test
    void aLyingSourceIsPutAsideAndAnotherGoesOn() {
        List<Liar> liars = List.of(
                new Liar("changesAnEntry", "bundle-wrong", onBundles(bytes -> {
                    bytes[bytes.length - 1] ^= 1;
                    return bytes;
                })),
                new Liar("cutsABundle", "bundle-malformed", onBundles(bytes -> Arrays.copyOf(bytes, bytes.length - 1))),
                new Liar("addsAnEntry", "bundle-malformed", onBundles(bytes -> Arrays.copyOf(bytes, bytes.length + 2))),
                new Liar("sendsTooMuch", "source-long", onBundles(bytes -> new byte[EntryBundle.BYTES_MAX + 1])),
                new Liar("sendsNothingAsABundle", "bundle-malformed", onBundles(bytes -> new byte[0])),
                new Liar("swapsBundles", "bundle-wrong", (path, bytes) -> bytes),
                new Liar(
                        "changesATile",
                        "tile-wrong",
                        (path, bytes) -> path.startsWith("tile/1") || path.startsWith("tile/0")
                                ? bytes.map(FollowerTest::flipped)
                                : bytes),
                new Liar(
                        "sendsAnotherCheckpoint",
                        "note-signature-wrong",
                        (path, bytes) -> path.equals("checkpoint") ? bytes.map(FollowerTest::flipped) : bytes),
                new Liar(
                        "sendsRubbish",
                        "note-malformed",
                        (path, bytes) -> path.equals("checkpoint") ? Optional.of(new byte[] {1, 2, 3}) : bytes));
        for (Liar liar : liars) {
            for (int size : new int[] {20, 2_000}) {
                // A tile is looked at on the long way only.
                boolean longWayOnly = liar.name.equals("changesATile") || liar.name.equals("swapsBundles");
                if (longWayOnly && size == 20) {
                    continue;
                }
                FollowerTest one = new FollowerTest();
                one.aLiarIsCaught(liar, size);
            }
        }
    }

    /** A bad disk is mended, a release as well: who gave wrong bytes once is not given up for good. */
    @Test
    void whoLiedIsAskedAgainAfterSomeLooksAndLaterEachTime() {
        Origin origin = new Origin("a", 0).grow(300);
        Served source = origin.served("mended").bent(onBundles(FollowerTest::flipped));
        sources.add(source);
        Follower follower = open();
        assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        int first = looksUntilAsked(follower, source);
        int second = looksUntilAsked(follower, source);
        assertEquals(Fetch.ASIDE_LOOKS_MIN, first);
        assertEquals(2 * Fetch.ASIDE_LOOKS_MIN, second);
        source.bent((path, bytes) -> bytes);
        int third = looksUntilAsked(follower, source);
        assertEquals(4 * Fetch.ASIDE_LOOKS_MIN, third);
        check(follower, origin, "mended");
        assertFalse(follower.sources().getFirst().putAside());
    }

    private static int looksUntilAsked(Follower follower, Served source) {
        source.asked.clear();
        int looks = 0;
        while (source.asked.isEmpty() && looks < 10_000) {
            follower.follow();
            looks++;
        }
        return looks;
    }

    /** Whoever orders a log decides how long it is; the disks of those who follow stay theirs. */
    @Test
    void aNearlyFullDiskIsNotFilled() {
        Origin origin = new Origin("a", 0).grow(3_000);
        sources.add(origin.served("one"));
        Follower follower = open();
        disk.setUsableBytes(Disk.RESERVE_BYTES - 1);
        FollowOutcome.Incomplete full = assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        assertEquals("disk-full", full.why().getFirst().why().code());
        assertEquals(0, full.here());
        assertEquals("log-incomplete", follower.hold(origin.head).orElseThrow().code());
        disk.setUsableBytes(Disk.RESERVE_BYTES);
        assertEquals(new FollowOutcome.Advanced(0, 3_000), follower.follow());
    }

    @Test
    void whatASourceThatLiedAnnouncesIsNotHadFromNobody() throws Refused {
        Origin origin = new Origin("a", 0).grow(300);
        Served lying = origin.served("liar").bent(onBundles(FollowerTest::flipped));
        sources.add(lying);
        Follower follower = open();
        assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        byte[] announced = origin.reader().resource("checkpoint").orElseThrow();
        assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow(announced, lying));
        assertEquals(0, follower.finality().finalSize());
    }

    private record Liar(String name, String code, BiFunction<String, Optional<byte[]>, Optional<byte[]>> how) {}

    private void aLiarIsCaught(Liar liar, int size) {
        String what = liar.name + " " + size;
        Origin origin = new Origin("a", 0).grow(size);
        Served lying = origin.served("liar");
        lying.bent(
                liar.name.equals("swapsBundles")
                        ? (path, bytes) -> path.equals("tile/entries/002")
                                ? origin.reader().resource("tile/entries/001")
                                : bytes
                        : liar.how);
        sources.add(lying);
        sources.add(origin.served("honest"));
        Follower follower = open();
        assertEquals(new FollowOutcome.Advanced(0, size), follower.follow(), what);
        check(follower, origin, what);
        SourceStanding standing = follower.sources().getFirst();
        assertTrue(standing.putAside(), what + " " + standing);
        assertEquals(liar.code, standing.last().orElseThrow().why().code(), what);
        assertFalse(follower.sources().get(1).putAside(), what);
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        copy[copy.length - 10] ^= 1;
        return copy;
    }

    private static BiFunction<String, Optional<byte[]>, Optional<byte[]>> onBundles(UnaryOperator<byte[]> how) {
        return (path, bytes) -> path.startsWith("tile/entries") ? bytes.map(whole -> how.apply(whole.clone())) : bytes;
    }

    @Test
    void aSourceThatWithholdsBytesIsShortAndAnotherFillsIn() {
        Origin origin = new Origin("a", 0).grow(3_000);
        sources.add(origin.served("short").bent((path, bytes) -> path.contains("005") ? Optional.empty() : bytes));
        sources.add(origin.served("honest"));
        Follower follower = open();
        assertEquals(new FollowOutcome.Advanced(0, 3_000), follower.follow());
        SourceStanding standing = follower.sources().getFirst();
        assertFalse(standing.putAside());
        assertEquals("source-short", standing.last().orElseThrow().why().code());
    }

    @Test
    void nothingIsMarkedDoneOnAPartialTransferAndTheNextTryGoesOn() {
        Origin origin = new Origin("a", 0).grow(5_000);
        sources.add(origin.served("cut").cutAfter(16));
        Follower follower = open();
        FollowOutcome.Incomplete incomplete = assertInstanceOf(FollowOutcome.Incomplete.class, follower.follow());
        assertEquals(5_000, incomplete.wanted());
        assertTrue(incomplete.here() > 0 && incomplete.here() % 256 == 0, incomplete.toString());
        assertTrue(incomplete.why().stream().anyMatch(why -> why.why().code().equals("source-unreachable")));
        assertEquals(new Finality(0, 0, 0), follower.finality());
        assertFalse(disk.exists(LOG.resolve("checkpoint")));
        Served whole = origin.served("whole");
        sources.set(0, whole);
        Follower again = open();
        assertEquals(new FollowOutcome.Advanced(0, 5_000), again.follow());
        check(again, origin, "resumed");
        assertFalse(whole.asked.contains("tile/entries/000"), "what was here is not fetched again");
    }

    @Test
    void withoutAnySourceNothingIsKnown() {
        FollowOutcome.Incomplete none = assertInstanceOf(FollowOutcome.Incomplete.class, open().follow());
        assertEquals(List.of(), none.why());
        assertEquals(0, none.wanted());
    }

    @Test
    void aSourceThatReplaysAnOldCheckpointChangesNothing() {
        Origin origin = new Origin("a", 0).grow(10);
        byte[] old = origin.head.toBytes();
        sources.add(origin.served("one"));
        Follower follower = open();
        follower.follow();
        origin.grow(10);
        follower.follow();
        sources.set(0, origin.served("replaying").bent((path, bytes) -> Optional.of(old)));
        assertEquals(new FollowOutcome.Current(20), follower.follow());
        check(follower, origin, "still there");
    }

    /** The log signs two histories: whichever is seen second is refused, and the proof convinces anyone. */
    @Test
    void aForkIsProvedWhereverTheHistoriesPart() throws Refused {
        for (int forkAt : new int[] {0, 5, 299, 300}) {
            for (int[] sizes : new int[][] {{600, 600}, {600, 601}, {600, 5_000}, {600, 310}, {5_000, 301}}) {
                FollowerTest one = new FollowerTest();
                one.aForkIsProved(forkAt, sizes[0], sizes[1]);
            }
        }
    }

    private void aForkIsProved(int forkAt, int first, int second) throws Refused {
        String what = "parting at " + forkAt + ": " + first + " then " + second;
        Origin a = new Origin("a", forkAt).grow(first);
        Origin b = new Origin("b", forkAt).grow(second);
        sources.add(a.served("a"));
        Follower follower = open();
        follower.follow();
        sources.add(b.served("b"));
        FollowOutcome.Forked forked = assertInstanceOf(FollowOutcome.Forked.class, follower.follow(), what);
        assertEquals(List.of(LOG_KEY), forked.fork().verify(List.of(LOG_KEY)), what);
        assertEquals(List.of(forked.fork()), follower.forks(), what);
        assertEquals(forked.fork(), Fork.parse(forked.fork().toBytes()), what);
        check(follower, a, what);
        SourceStanding other = follower.sources().get(1);
        assertTrue(other.putAside(), what);
        assertFalse(
                other.last().orElseThrow().lied(), "the log lied, whoever keeps its other history did not: " + what);
        // The one whose history is held goes on serving.
        a.grow(10);
        assertEquals(new FollowOutcome.Advanced(first, first + 10), follower.follow(), what);
        assertEquals(List.of(forked.fork()), open().forks(), what);
    }

    @Test
    void anHonestPairIsNoProof() throws Refused {
        Origin a = new Origin("a", 0).grow(10);
        SignedCheckpoint older = a.head;
        a.grow(5);
        Fork fork = new Fork(
                older.note(),
                a.head.note(),
                Optional.of(new Fork.Prefix(older.root(), a.reader().consistency(10, 15))));
        assertEquals("fork-unproved", refused(() -> fork.verify(List.of(LOG_KEY))));
        assertEquals(
                "fork-unproved",
                refused(() -> new Fork(older.note(), a.head.note(), Optional.empty()).verify(List.of(LOG_KEY))));
        Fork invented = new Fork(
                older.note(),
                a.head.note(),
                Optional.of(new Fork.Prefix(Digest.of(), a.reader().consistency(10, 15))));
        assertEquals("proof-mismatch", refused(() -> invented.verify(List.of(LOG_KEY))));
        byte[] bytes = fork.toBytes();
        for (int at = 0; at < bytes.length; at += 3) {
            byte[] broken = bytes.clone();
            broken[at] ^= 1;
            try {
                Fork.parse(broken).verify(List.of(LOG_KEY));
                throw new AssertionError("byte " + at);
            } catch (Refused e) {
                assertFalse(e.refusal().code().isEmpty());
            }
        }
    }

    private static String refused(Executable wrong) {
        return assertThrows(Refused.class, wrong).refusal().code();
    }

    @Test
    void onlyWhatTheQuorumCosignedIsFinal() throws Refused {
        Crew crew = new Crew(3);
        Origin origin = new Origin("a", 0).grow(7);
        Note plain = origin.head.note();
        Note two = plain.with(List.of(line(crew, 0, origin), line(crew, 1, origin)));
        Note three = two.with(List.of(line(crew, 2, origin)));
        Served source = origin.served("one");
        sources.add(source);
        Follower follower = Follower.open(settings(crew.policy(), EntryCheck.NONE));
        source.bent((path, bytes) -> path.equals("checkpoint") ? Optional.of(two.toBytes()) : bytes);
        FollowOutcome.Waiting waiting = assertInstanceOf(FollowOutcome.Waiting.class, follower.follow());
        assertEquals("waiting for 1, missing: w2", waiting.standing().text());
        assertEquals(0, follower.finality().finalSize());
        assertEquals(new FollowOutcome.Advanced(0, 7), follower.follow(three.toBytes(), source));
        assertTrue(crew.policy()
                .judge(follower.reader().resource("checkpoint").orElseThrow())
                .isFinal());
        Origin other = new Origin("a", 0).grow(8);
        Note ofAnotherSize = other.head.note().with(List.of(line(crew, 0, origin), line(crew, 1, origin)));
        assertEquals("cosignature-wrong", refused(() -> follower.follow(ofAnotherSize.toBytes(), source)));
    }

    /** Else a copy of the folder would be final by no policy in force until another entry comes. */
    @Test
    void whatWasFinalByThePolicyBeforeIsTakenAgainWithTheCosignaturesOfTheNext() throws Refused, IOException {
        Crew before = new Crew(2);
        Crew crew = new Crew(3);
        Origin origin = new Origin("a", 0);
        Served source = origin.served("one");
        sources.add(source);
        for (int step = 0; step < 2; step++) {
            origin.grow(4);
            Note two = origin.head.note().with(List.of(line(before, 0, origin), line(before, 1, origin)));
            Note three = two.with(List.of(line(crew, 2, origin)));
            Follower older = Follower.open(settings(before.policy(), EntryCheck.NONE));
            assertInstanceOf(FollowOutcome.Advanced.class, older.follow(two.toBytes(), source));
            Follower follower = Follower.open(settings(crew.policy(), EntryCheck.NONE));
            follower.follow(three.toBytes(), source);
            assertFinal(crew, follower.reader().resource("checkpoint").orElseThrow());
            follower.follow(two.toBytes(), source);
            assertFinal(crew, follower.reader().resource("checkpoint").orElseThrow());
            follower = Follower.open(settings(crew.policy(), EntryCheck.NONE));
            assertFinal(crew, follower.reader().resource("checkpoint").orElseThrow());
            follower.settle();
            assertFinal(crew, disk.readAll(LOG.resolve("checkpoint"), Note.BYTES_MAX));
        }
    }

    private static void assertFinal(Crew crew, byte[] note) throws Refused {
        assertTrue(crew.policy().judge(note).isFinal());
    }

    private static Note.Signature line(Crew crew, int number, Origin origin) {
        return crew.cosigner(number).cosign(origin.head.checkpoint(), Logs.NOW);
    }

    /** A mirror holds what its log signed, durably, before it cosigns; what is final comes later. */
    @Test
    void aMirrorHoldsBeforeItCosigns() {
        Origin origin = new Origin("a", 0).grow(300);
        Served source = origin.served("one");
        sources.add(source);
        Crew crew = new Crew(3);
        Follower follower = Follower.open(settings(crew.policy(), EntryCheck.NONE));
        WitnessedLog log = new WitnessedLog(Logs.ORIGIN, List.of(LOG_KEY), List.of());
        MirrorWitness mirror = new MirrorWitness(
                new Witness(
                        disk,
                        ROOT.resolve("mirror"),
                        List.of(crew.cosigner(1)),
                        any -> Optional.of(log),
                        () -> Logs.NOW,
                        fork -> {}),
                any -> Optional.of(follower));
        AddCheckpoint request = new AddCheckpoint(0, List.of(), origin.head.checkpoint(), origin.head.note());
        source.bent((path, bytes) -> Optional.empty());
        assertEquals(503, mirror.add(request).status());
        source.bent((path, bytes) -> bytes);
        assertEquals(200, mirror.add(request).status());
        assertEquals(new Finality(300, 300, 0), follower.finality());
        disk.crash(new Random(5));
        Follower after = Follower.open(settings(crew.policy(), EntryCheck.NONE));
        assertEquals(new Finality(300, 300, 0), after.finality());
        assertEquals(Optional.empty(), after.reader().resource("checkpoint"));
        Origin other = new Origin("b", 100).grow(400);
        sources.set(0, other.served("other"));
        Refusal refusal = after.hold(other.head).orElseThrow();
        assertEquals("log-forked", refusal.code());
        assertEquals(1, after.forks().size());
    }

    /** The witness itself keeps what it was shown in memory only; a proof must outlive a restart. */
    @Test
    void aSecondTreeOfTheSameSizeShownToAMirrorIsProvedForGood() {
        Origin origin = new Origin("a", 0).grow(300);
        sources.add(origin.served("one"));
        Follower follower = open();
        WitnessedLog log = new WitnessedLog(Logs.ORIGIN, List.of(LOG_KEY), List.of());
        MirrorWitness mirror = new MirrorWitness(
                new Witness(
                        disk,
                        ROOT.resolve("mirror"),
                        List.of(new Crew(1).cosigner(0)),
                        any -> Optional.of(log),
                        () -> Logs.NOW,
                        fork -> {}),
                any -> Optional.of(follower));
        assertEquals(
                200,
                mirror.add(new AddCheckpoint(0, List.of(), origin.head.checkpoint(), origin.head.note()))
                        .status());
        Origin other = new Origin("b", 100).grow(300);
        assertEquals(
                409,
                mirror.add(new AddCheckpoint(300, List.of(), other.head.checkpoint(), other.head.note()))
                        .status());
        disk.crash(new Random(5));
        assertEquals(1, open().forks().size());
    }

    @Test
    void showsEachEntryOnceInOrderAndCountsTheVoid() {
        Origin origin = new Origin("a", 0).grow(300);
        sources.add(origin.served("one"));
        List<Long> seen = new ArrayList<>();
        EntryCheck check = (index, leaf) -> {
            seen.add(index);
            return index % 100 == 0 ? Optional.of(Refusal.of("no", "", "No.")) : Optional.empty();
        };
        Follower follower = Follower.open(settings(UNWITNESSED, check));
        follower.follow();
        origin.grow(700);
        follower.follow();
        assertEquals(10, follower.voids());
        assertEquals(1_000, seen.size());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, seen.get(i));
        }
    }

    @Test
    void aSmallLogSurvivesPowerLossRightAfter() {
        Origin origin = new Origin("a", 0).grow(5);
        sources.add(origin.served("one"));
        open().follow();
        for (int dice = 0; dice < 40; dice++) {
            CrashDisk now = disk.copy();
            now.crash(new Random(dice));
            assertEquals(5, open(now, origin, origin.head).finality().finalSize(), "dice " + dice);
        }
    }

    @Test
    void aDamagedFolderIsNotFollowedFrom() throws Exception {
        Origin origin = new Origin("a", 0).grow(300);
        sources.add(origin.served("one"));
        open().follow();
        disk.flip(LOG.resolve("tile/entries/001.p/44"), 10, 1);
        assertThrows(LogDamaged.class, this::open);
    }

    /** Each write fails in one of three ways, power fails or not; then it is opened again and comes to the same end. */
    @Test
    void writesMayFail() {
        failWrites(5);
    }

    @Test
    @Tag("long")
    void everyWriteMayFailInEveryWay() {
        failWrites(1);
    }

    private void failWrites(int step) {
        Origin origin = new Origin("a", 0);
        List<SignedCheckpoint> heads = new ArrayList<>();
        for (int count : new int[] {250, 10, 1_500, 30}) {
            heads.add(origin.grow(count).head);
        }
        CrashDisk counting = new CrashDisk(ROOT);
        long changes = session(counting, origin, heads);
        assertTrue(changes > 100, "the session is long enough to mean something: " + changes);
        for (long at = 1; at <= changes; at += step) {
            for (Failure how : Failure.values()) {
                for (boolean power : new boolean[] {false, true}) {
                    String what = "change " + at + " " + how + " power " + power;
                    CrashDisk now = new CrashDisk(ROOT);
                    now.failAt(at, how, false);
                    session(now, origin, heads);
                    now.heal();
                    if (power) {
                        now.crash(new Random(at));
                    }
                    Follower follower = open(now, origin, heads.getLast());
                    follower.follow();
                    assertEquals(1_790, follower.finality().finalSize(), what);
                    assertEquals(List.of(), Verifier.verify(now, LOG, TRUST).damages(), what);
                    now.crash(new Random(at + 1));
                    assertEquals(
                            1_790, open(now, origin, heads.getLast()).finality().finalSize(), what);
                }
            }
        }
    }

    /** A mirror's life: holds, then finals; each failure is answered by trying again. */
    private static long session(CrashDisk now, Origin origin, List<SignedCheckpoint> heads) {
        long before = now.changes();
        SignedCheckpoint told = heads.getFirst();
        try {
            Follower follower = open(now, origin, told);
            for (SignedCheckpoint head : heads) {
                told = head;
                for (int tries = 0; tries < 3; tries++) {
                    try {
                        assertEquals(Optional.empty(), follower.hold(head));
                        LogSource source = new Served("one", reader(origin, head));
                        follower.follow(head.toBytes(), source);
                        break;
                    } catch (DiskFault e) {
                        // Tried again.
                    }
                }
                assertEquals(head.size(), follower.finality().finalSize());
            }
        } catch (DiskFault e) {
            // Opening failed.
        } catch (Refused e) {
            throw new AssertionError(e);
        }
        return now.changes() - before;
    }

    private static LogReader reader(Origin origin, SignedCheckpoint head) {
        return new LogReader(origin.disk, Path.of("/origin"), () -> origin.head, () -> Optional.of(head));
    }

    private static Follower open(CrashDisk now, Origin origin, SignedCheckpoint head) {
        return Follower.open(new FollowSettings(
                now,
                LOG,
                Logs.ORIGIN,
                UNWITNESSED,
                () -> List.of(new Served("one", reader(origin, head))),
                EntryCheck.NONE,
                FETCHERS));
    }
}
