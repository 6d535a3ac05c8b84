package org.commonwatch.ledger.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.CrashDisk;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.sequence.Logs;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.succession.Ballot;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Succession;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Witness;
import org.commonwatch.ledger.witness.WitnessedLog;

/**
 * The files of a community's log whose council came and went, written entry by entry as docs/formats/community.md says, so that a
 * test can put another entry in the place of each, or have others sign. Nodes write no such lies.
 */
final class CommunityStory {
    /** A member: the key with which it speaks, those of its seat, and its cosigner; all made of one number. */
    record Party(String title, int number, int epoch) {
        Party(String title, int number) {
            this(title, number, 1);
        }

        SigningKey speaks() {
            return Logs.key(100 + number);
        }

        NoteSigner orders() {
            return new NoteSigner(Logs.ORIGIN, Logs.key(10 * epoch + number));
        }

        NoteSigner tells() {
            return new NoteSigner(name(), Logs.key(120 + number));
        }

        Cosigner cosigns() {
            SigningKey key = Logs.key(40 + 10 * epoch + number);
            return number < 3
                    ? Cosigner.ofEd25519(name(), key)
                    : Cosigner.ofMlDsa44(name(), MlDsaSigningKey.ofSeed(key.seed()));
        }

        String name() {
            return "org-" + speaks().id().digest().hex().substring(0, 16);
        }

        ObjectNode body() {
            ObjectNode body = json().put("key", new NoteKey(name(), speaks().verifyingKey()).text())
                    .put("kind", "public")
                    .put("title", title);
            body.putArray("urls");
            body.putArray("witnesses").add(cosigns().key().text());
            return body;
        }

        @Override
        public String toString() {
            return name() + " (" + title + ")";
        }
    }

    static final Party PORT = new Party("Port", 1);
    static final Party GRID = new Party("Grid", 2);
    static final Party HOSPITAL = new Party("Hospital", 3);
    static final Party STRANGER = new Party("Stranger", 4);

    /** What happens, in the place of one entry; it appends one at least. */
    @FunctionalInterface
    interface Step {
        void happen() throws Refused;
    }

    private final Path folder;
    private final LogWriter writer;
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private final Map<Long, byte[]> handovers = new TreeMap<>();
    final List<Step> steps = new ArrayList<>();

    /** By the size at which a checkpoint is kept for who comes later. */
    final Map<Long, Step> kept = new TreeMap<>();

    /** Whoever signs the last checkpoint, and cosigns it. */
    Party signs = GRID;

    List<Party> cosign = List.of(PORT, GRID);

    CommunityStory(Path folder) {
        this.folder = folder;
        this.writer = LogWriter.at(new LocalDisk(), folder, 0);
        steps.add(() -> say(PORT, "community.create", founding()));
        steps.add(() -> invite(1));
        steps.add(() -> admit(1, GRID));
        steps.add(() -> state(PORT, policy(List.of(PORT), PORT, GRID)));
        steps.add(() -> invite(2));
        steps.add(() -> admit(2, HOSPITAL));
        steps.add(() -> state(PORT, policy(List.of(PORT), PORT, GRID, HOSPITAL)));
        steps.add(() -> offer(GRID, GRID));
        steps.add(() -> offer(PORT, PORT));
        steps.add(() -> council(PORT, PORT, GRID));
        steps.add(() -> state(PORT, policy(List.of(PORT, GRID), PORT, GRID, HOSPITAL)));
        steps.add(() -> council(PORT, GRID));
        steps.add(() -> state(PORT, policy(List.of(GRID), PORT, GRID, HOSPITAL)));
        steps.add(() -> say(HOSPITAL, "test.note", json()));
        kept.put(4L, () -> keep(PORT));
        kept.put(7L, () -> keep(PORT, PORT, GRID));
        kept.put(11L, () -> keep(PORT, PORT, HOSPITAL));
        kept.put(13L, () -> keep(GRID, GRID, HOSPITAL));
    }

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode founding() {
        ObjectNode body = json().put("name", "harbour");
        body.putObject("charter").put("quorum", "majority");
        body.set("founder", PORT.body());
        return body;
    }

    /** With which the founder begins: nobody is asked. */
    static Policy founders() {
        return Policy.unwitnessed(PORT.orders().noteKey());
    }

    /** A majority of these, of a log that those order. */
    static Policy policy(List<Party> order, Party... cosigners) throws Refused {
        return policy(order, cosigners.length / 2 + 1, cosigners);
    }

    static Policy policy(List<Party> order, int threshold, Party... cosigners) throws Refused {
        return PolicyBuilder.community(
                order.stream()
                        .map(one -> new Policy.Log(one.orders().noteKey(), Optional.empty()))
                        .toList(),
                List.of(cosigners).stream()
                        .map(one -> new Policy.Witness(one.name(), one.cosigns().key(), Optional.empty()))
                        .toList(),
                threshold);
    }

    void say(Party author, String type, ObjectNode body) throws Refused {
        say(author, author.speaks(), type, body);
    }

    /** With whatever key. */
    void say(Party author, SigningKey key, String type, ObjectNode body) throws Refused {
        Draft draft = Draft.of(Logs.ORIGIN, author.name(), Logs.NOW, type, 1, Audience.of("harbour"));
        LanePosition position = lanes.getOrDefault(key.id(), LanePosition.FIRST);
        Envelope envelope = Envelope.sign(draft.with(body), position, key);
        lanes.put(key.id(), position.next(envelope.id()));
        append(envelope.leaf());
    }

    private void append(byte[] leaf) {
        leaves.add(leaf);
        writer.append(leaf);
    }

    /** What was said before, once more. */
    void again(int entry) {
        append(leaves.get(entry));
    }

    private void invite(int number) throws Refused {
        ObjectNode body = json().put("expires", "2026-12-01T00:00:00Z").put("id", "%032x".formatted(number));
        say(PORT, "invitation.create", body.put("secret", "0".repeat(64)));
    }

    private void admit(int number, Party member) throws Refused {
        ObjectNode body = json().put("invitation", "%032x".formatted(number));
        body.set("member", member.body());
        say(PORT, "member.admit", body);
    }

    void state(Party author, Policy policy) throws Refused {
        say(author, "community.policy", json().put("policy", policy.text()));
    }

    void council(Party author, Party... members) throws Refused {
        ObjectNode body = json();
        ArrayNode names = body.putArray("members");
        List.of(members).forEach(member -> names.add(member.name()));
        say(author, "council.members", body);
    }

    /** @param owner whose keys they are, which another may claim */
    void offer(Party author, Party owner) throws Refused {
        ObjectNode body = json().put("address", "node.example:7000");
        NoteKey time = new NoteKey(author.name(), owner.tells().key().verifyingKey());
        proved(
                body,
                "checkpoint",
                author,
                owner.orders().noteKey(),
                author.orders().key());
        proved(body, "time", author, time, author.tells().key());
        say(author, "council.seat", body);
    }

    private static void proved(ObjectNode body, String field, Party author, NoteKey key, SigningKey by) {
        String lines = String.join("\n", "commonwatch council seat v1", Logs.ORIGIN, author.name(), key.text());
        String proof = Base64.getEncoder().encodeToString(by.sign(lines.getBytes(StandardCharsets.UTF_8)));
        body.put(field, key.text()).put(field + "_proof", proof);
    }

    void remove(Party member) throws Refused {
        say(PORT, "member.remove", json().put("member", member.name()).put("reason", "left"));
    }

    private Note note(Party signer, List<Party> cosigners) {
        Checkpoint checkpoint = Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root());
        return SignedCheckpoint.sign(checkpoint, signer.orders())
                .note()
                .with(cosigners.stream()
                        .map(one -> one.cosigns().cosign(checkpoint, Logs.NOW))
                        .toList());
    }

    void keep(Party signer, Party... cosigners) {
        handovers.put(writer.size(), note(signer, List.of(cosigners)).toBytes());
    }

    /** Writes it all down. */
    void tell() throws IOException, Refused {
        tell(steps);
        Files.write(folder.resolve("checkpoint"), note(signs, cosign).toBytes());
    }

    private void tell(List<Step> further) throws IOException, Refused {
        for (Step step : further) {
            step.happen();
            Optional<Step> keeps = Optional.ofNullable(kept.get(writer.size()));
            if (keeps.isPresent()) {
                keeps.orElseThrow().happen();
            }
        }
        writer.writeTiles();
        Files.createDirectories(folder.resolve("handover"));
        for (Map.Entry<Long, byte[]> handover : handovers.entrySet()) {
            Files.write(folder.resolve("handover/" + handover.getKey()), handover.getValue());
        }
    }

    /**
     * The second epoch, which these members' votes begin.
     *
     * @param policy under which they vote, with whose log keys
     * @param succeeds says that it is the steward
     */
    void succeed(Policy policy, Map<Party, Party> operators, List<Party> voters, Party succeeds)
            throws IOException, Refused {
        Map<NoteKey, String> owners = new HashMap<>();
        operators.forEach((key, owner) -> owners.put(key.orders().noteKey(), owner.name()));
        Epoch epoch = Epoch.first(Logs.ORIGIN, new Terms(policy, owners));
        Party orders = later(HOSPITAL);
        Policy following = policy(List.of(orders), later(GRID), orders);
        Terms terms = new Terms(following, Map.of(orders.orders().noteKey(), orders.name()));
        SignedCheckpoint last = reader().checkpoint();
        List<Vote> votes = new ArrayList<>();
        for (Party voter : voters) {
            votes.add(vote(voter, last, epoch, terms));
        }
        Transition step =
                new Transition(epoch.terms(), Succession.of(epoch, terms, votes, List.of(), List.of(), reader()));
        Files.createDirectories(folder.resolve("epochs"));
        Files.write(folder.resolve("epochs/2"), step.toBytes());
        ObjectNode body = json().put("epoch", 2).put("policy", following.text());
        tell(List.of(() ->
                say(succeeds, "community.succeed", body.put("record", step.id().hex()))));
        Note note = note(orders, List.of(later(GRID), orders));
        Files.write(folder.resolve("checkpoint"), note.toBytes());
    }

    /** Who has new keys but for the one with which it speaks. */
    private static Party later(Party member) {
        return new Party(member.title, member.number, 2);
    }

    private static Vote vote(Party voter, SignedCheckpoint last, Epoch epoch, Terms terms) throws Refused {
        CrashDisk disk = new CrashDisk(Path.of("/disk"));
        WitnessedLog known =
                new WitnessedLog(Logs.ORIGIN, epoch.terms().policy().logKeys(), List.of());
        Witness witness = new Witness(
                disk,
                Path.of("/disk/w"),
                List.of(voter.cosigns()),
                any -> Optional.of(known),
                () -> Logs.NOW,
                fork -> {});
        witness.add(new AddCheckpoint(0, List.of(), last.checkpoint(), last.note()));
        return new Ballot(disk, Path.of("/disk/v"), witness, voter.cosigns()).vote(epoch, terms.id(), List.of());
    }

    /** What was told. */
    LogReader reader() {
        SignedCheckpoint head =
                SignedCheckpoint.sign(Checkpoint.of(Logs.ORIGIN, writer.size(), writer.root()), signs.orders());
        return new LogReader(new LocalDisk(), folder, () -> head);
    }
}
