package org.commonwatch.ledger.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.CrashDisk.Failure;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.follow.EntryCheck;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.LogSource;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.MirrorWitness;
import org.commonwatch.ledger.witness.Verdict;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;

/**
 * A whole community on one thread, driven by one seed: a model sequencer that may keep several histories, members with
 * real followers and mirrors on disks that fail and lose power, liars among them, and a line that loses, repeats and
 * reorders. After every step what must never happen is looked for.
 */
final class Community {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("log");
    private static final Path MIRROR = ROOT.resolve("mirror");
    private static final Path ORIGIN = Path.of("/origin");

    /** Entries that all histories start with. */
    private static final int SHARED_ENTRIES = 3;

    private static final List<Failure> FAILURES = List.of(Failure.values());

    private final Random dice;
    private final Behaviour behaviour;
    private final List<Branch> branches = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<SignedCheckpoint> published = new ArrayList<>();
    private final Map<String, Map<Integer, Note.Signature>> cosigned = new TreeMap<>();
    private final Map<String, Set<Integer>> histories = new TreeMap<>();
    private final List<byte[]> finals = new ArrayList<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Policy policy;
    private final StringBuilder story = new StringBuilder();

    /** What is wrong with this community. */
    record Behaviour(String name, int members, int lyingMembers, boolean forks, boolean withholds, boolean replays) {}

    /** One history of the sequencer. */
    private static final class Branch {
        final CrashDisk disk = new CrashDisk(ORIGIN);
        final LogWriter writer = LogWriter.at(disk, ORIGIN, 0);
        final String name;
        SignedCheckpoint head;

        Branch(String name) {
            this.name = name;
            this.head = sign();
        }

        private SignedCheckpoint sign() {
            return SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), Logs.SIGNER);
        }

        void grow(int count) {
            for (int i = 0; i < count; i++) {
                String text = writer.size() + (writer.size() < SHARED_ENTRIES ? "" : name);
                writer.append(text.getBytes(StandardCharsets.UTF_8));
            }
            try {
                writer.writeTiles();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            head = sign();
        }

        LogReader reader() {
            return new LogReader(disk, ORIGIN, () -> head);
        }
    }

    /** A member; a lying one signs whatever it is asked. */
    private final class Member {
        final int number;
        final boolean lies;
        final Cosigner cosigner;
        final CrashDisk disk = new CrashDisk(ROOT);
        int branch;
        long sizeSeen;
        Optional<Follower> follower = Optional.empty();
        Optional<MirrorWitness> mirror = Optional.empty();
        Optional<SignedCheckpoint> finalSeen = Optional.empty();

        Member(int number, boolean lies) {
            this.number = number;
            this.lies = lies;
            this.cosigner = Cosigner.ofEd25519("m" + number, Logs.key(60 + number));
        }

        /** Opens what a crash closed; empty when the disk fails just then. */
        boolean isUp() {
            try {
                if (follower.isEmpty()) {
                    follower = Optional.of(Follower.open(new FollowSettings(
                            disk,
                            LOG,
                            Logs.ORIGIN,
                            policy,
                            () -> List.of(source(this)),
                            EntryCheck.NONE,
                            Runnable::run)));
                    WitnessedLog log = new WitnessedLog(Logs.ORIGIN, List.of(Logs.SIGNER.noteKey()), List.of());
                    Witness witness = new Witness(
                            disk, MIRROR, List.of(cosigner), any -> Optional.of(log), () -> Logs.NOW, forks::add);
                    mirror = Optional.of(new MirrorWitness(witness, any -> follower.map(held -> held)));
                }
                return true;
            } catch (DiskFault e) {
                return false;
            }
        }
    }

    Community(long seed, Behaviour behaviour) {
        this.dice = new Random(seed);
        this.behaviour = behaviour;
        for (int i = 0; i < behaviour.members; i++) {
            members.add(new Member(i, i < behaviour.lyingMembers));
        }
        branches.add(new Branch("a"));
        if (behaviour.forks) {
            branches.add(new Branch("b"));
        }
        try {
            List<Policy.Witness> lines = members.stream()
                    .map(member -> new Policy.Witness("m" + member.number, member.cosigner.key(), Optional.empty()))
                    .toList();
            this.policy =
                    PolicyBuilder.community(List.of(new Policy.Log(Logs.SIGNER.noteKey(), Optional.empty())), lines);
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a member is served: its branch, sometimes with bytes missing or an old checkpoint. */
    private LogSource source(Member member) {
        return new LogSource() {
            @Override
            public String name() {
                return "sequencer for m" + member.number;
            }

            @Override
            public Optional<byte[]> checkpoint() {
                return finals.isEmpty() ? Optional.empty() : Optional.of(finals.get(pick(finals.size())));
            }

            @Override
            public Optional<byte[]> resource(String path, int bytesMax) throws IOException {
                if (behaviour.withholds && dice.nextInt(3) == 0) {
                    return Optional.empty();
                }
                if (dice.nextInt(20) == 0) {
                    throw new IOException("lost");
                }
                return branches.get(member.branch).reader().resource(path);
            }

            @Override
            public Optional<byte[]> payload(Digest statementId, int bytesMax) {
                return Optional.empty();
            }
        };
    }

    /** The newest one mostly; any older one when checkpoints are replayed. */
    private int pick(int count) {
        return behaviour.replays && dice.nextBoolean() ? dice.nextInt(count) : count - 1;
    }

    /** One random event, then the invariants. */
    void step() {
        Member member = members.get(dice.nextInt(members.size()));
        switch (dice.nextInt(10)) {
            case 0, 1 -> publish();
            case 2, 3, 4, 5 -> cosign(member);
            case 6, 7 -> follow(member);
            case 8 -> fail(member);
            default -> crash(member);
        }
        check();
    }

    /** Weather clears: disks work, nothing is withheld any more, and every honest member is asked until it is done. */
    void settle() {
        members.forEach(member -> member.disk.heal());
        for (int round = 0; round < 10; round++) {
            members.forEach(this::cosign);
            members.forEach(this::follow);
            check();
        }
    }

    private void publish() {
        Branch branch = branches.get(dice.nextInt(branches.size()));
        branch.grow(1 + dice.nextInt(dice.nextInt(12) == 0 ? 300 : 5));
        published.add(branch.head);
        Set<Integer> in = histories.computeIfAbsent(branch.head.checkpoint().text(), any -> new TreeSet<>());
        in.add(branches.indexOf(branch));
        tell("publish " + branch.name + branch.head.size());
    }

    private void cosign(Member member) {
        if (published.isEmpty() || !member.isUp()) {
            return;
        }
        int branch = dice.nextInt(branches.size());
        SignedCheckpoint asked =
                dice.nextInt(4) == 0 ? published.get(dice.nextInt(published.size())) : branches.get(branch).head;
        Branch of =
                branches.stream().filter(one -> isOf(one, asked)).findFirst().orElseThrow();
        member.branch = branches.indexOf(of);
        Verdict verdict = member.lies
                ? new Verdict.Cosigned(List.of(member.cosigner.cosign(asked.checkpoint(), Logs.NOW)))
                : ask(member, of, asked);
        if (verdict instanceof Verdict.Cosigned given && dice.nextInt(6) != 0) {
            tell("m" + member.number + " cosigned " + of.name + asked.size());
            Map<Integer, Note.Signature> lines =
                    cosigned.computeIfAbsent(asked.checkpoint().text(), any -> new TreeMap<>());
            lines.put(member.number, given.lines().getFirst());
            judge(asked, lines);
        }
    }

    private static boolean isOf(Branch branch, SignedCheckpoint asked) {
        return asked.size() <= branch.writer.size()
                && branch.reader().rootAt(asked.size()).equals(asked.root());
    }

    /** As a sequencer does: from the size it thinks the member holds, and once more from the one it is told. */
    private Verdict ask(Member member, Branch of, SignedCheckpoint asked) {
        MirrorWitness mirror = member.mirror.orElseThrow();
        Verdict verdict = mirror.add(request(of, Math.min(member.sizeSeen, asked.size()), asked));
        if (verdict instanceof Verdict.Conflict conflict && conflict.size() <= asked.size()) {
            member.sizeSeen = conflict.size();
            verdict = mirror.add(request(of, conflict.size(), asked));
        }
        return verdict;
    }

    private static byte[] request(Branch of, long from, SignedCheckpoint asked) {
        List<Digest> proof =
                from == 0 || from == asked.size() ? List.of() : of.reader().consistency(from, asked.size());
        return new AddCheckpoint(from, proof, asked.checkpoint(), asked.note()).toBytes();
    }

    private void judge(SignedCheckpoint asked, Map<Integer, Note.Signature> lines) {
        try {
            Note note = asked.note().with(lines.values());
            if (policy.judge(note).isFinal()) {
                finals.add(note.toBytes());
            }
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private void follow(Member member) {
        if (!member.isUp()) {
            return;
        }
        try {
            Follower follower = member.follower.orElseThrow();
            if (!finals.isEmpty()) {
                // Announced, maybe not from where it is served.
                byte[] note = finals.get(pick(finals.size()));
                SignedCheckpoint signed = policy.judge(note).signed();
                member.branch = isOf(branches.getFirst(), signed) ? 0 : branches.size() - 1;
                follower.follow(note, source(member));
            }
            tell("m" + member.number + " follows to " + follower.finality());
        } catch (DiskFault e) {
            tell("m" + member.number + " disk fault");
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }

    private void fail(Member member) {
        Failure how = FAILURES.get(dice.nextInt(FAILURES.size()));
        member.disk.failAt(1 + dice.nextInt(30), how, false);
        tell("m" + member.number + " disk will fail: " + how);
    }

    private void crash(Member member) {
        member.disk.crash(dice);
        member.follower = Optional.empty();
        member.mirror = Optional.empty();
        tell("m" + member.number + " loses power");
    }

    private void tell(String event) {
        story.append(event).append('\n');
    }

    String story() {
        return story.toString();
    }

    /** No two final histories, none lost, and no honest member holds what it did not verify. */
    private void check() {
        for (Member member : members) {
            Optional<SignedCheckpoint> now =
                    member.follower.flatMap(held -> held.reader().finalCheckpoint());
            if (now.isPresent() && !now.equals(member.finalSeen)) {
                if (member.finalSeen.isPresent()
                        && now.get().size() < member.finalSeen.get().size()) {
                    throw new AssertionError("m" + member.number + " lost what was final: "
                            + now.get().size());
                }
                LogReader reader = member.follower.orElseThrow().reader();
                member.finalSeen
                        .filter(before -> !reader.rootAt(before.size()).equals(before.root()))
                        .ifPresent(before -> {
                            throw new AssertionError("m" + member.number + " has another history than before");
                        });
                member.finalSeen = now;
            }
        }
        for (Member one : members) {
            for (Member other : members) {
                if (one.finalSeen.isPresent() && other.finalSeen.isPresent()) {
                    agree(one.finalSeen.get(), other.finalSeen.get());
                }
            }
        }
    }

    private void agree(SignedCheckpoint one, SignedCheckpoint other) {
        boolean shared = Math.min(one.size(), other.size()) <= SHARED_ENTRIES;
        boolean sameHistory = shared || branches.stream().anyMatch(branch -> isOf(branch, one) && isOf(branch, other));
        if (!sameHistory) {
            throw new AssertionError("two final histories: " + one.size() + " and " + other.size());
        }
    }

    long finalSize() {
        return members.stream()
                .filter(member -> !member.lies)
                .mapToLong(
                        member -> member.finalSeen.map(SignedCheckpoint::size).orElse(0L))
                .min()
                .orElse(0);
    }

    /** What witnesses saw and what followers have on disk. */
    List<Fork> forks() {
        List<Fork> all = new ArrayList<>(forks);
        members.stream().flatMap(member -> member.follower.stream()).forEach(held -> all.addAll(held.forks()));
        return all;
    }
}
