package org.commonwatch.ledger.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.erase.StandingOrders;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.StateCheck;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.tile.HeadFile;
import org.commonwatch.ledger.tile.TilePath;

/**
 * Reads a log's folder from end to end: the checkpoint's signature, every tile and bundle, each statement's signature and
 * place in its lane, each payload against its commitment, or its erasure
 * against the order for it, the journal; under a policy the cosignatures and their quorum. Names the first wrong byte of each file that is
 * wrong, exactly where two records of the same thing allow it. One pass; memory for lanes and payloads by name only.
 */
public final class Verifier {
    /** Findings reported one by one. */
    public static final int DAMAGES_MAX = 1_000;

    private final Disk disk;
    private final Path directory;
    private final Trust trust;
    private final Findings findings = new Findings();
    private final Map<KeyId, LanePosition> lanes = new HashMap<>();
    private final Set<String> payloadFiles = new HashSet<>();
    private final StandingOrders orders = new StandingOrders();
    private final Erasures erasures;
    private long unchecked;
    private long present;
    private long pending;

    private Verifier(Disk disk, Path directory, Trust trust) {
        this.disk = disk;
        this.directory = directory;
        this.trust = trust;
        this.erasures = new Erasures(trust.origin(), orders, findings);
    }

    /**
     * @param directory the log's folder; not being written to meanwhile
     * @throws DiskFault when a file cannot be read at all
     */
    public static Report verify(Disk disk, Path directory, Trust trust) {
        try {
            return new Verifier(disk, directory, trust).run();
        } catch (IOException e) {
            throw new DiskFault("verifying " + directory, e);
        }
    }

    private Report run() throws IOException {
        byte[] checkpoint = readCheckpoint();
        Optional<SignedCheckpoint> signed = open(checkpoint);
        long size = signed.map(SignedCheckpoint::size).orElseGet(this::sizeOnDisk);
        try (PayloadStore payloads = new PayloadStore(disk, directory)) {
            TreeCheck tree = new TreeCheck(disk, directory, size, signed.map(SignedCheckpoint::root), findings);
            Digest root = tree.run((index, leaf) -> entry(index, leaf, payloads));
            checkRoot(checkpoint, signed, Checkpoint.of(trust.origin(), size, root));
            erasures.judge(payloads);
        }
        head(size).ifPresent(this::beyond);
        StateCheck.inspect(disk, directory, size).forEach(findings::damage);
        Optional<Policy.Judged> judged = signed.isPresent() ? judge(checkpoint) : Optional.empty();
        return new Report(
                size,
                findings.damages,
                findings.moreDamages,
                findings.voids,
                findings.moreVoids,
                unchecked,
                present,
                erasures.count(),
                pending,
                erasures.done(),
                erasures.toDo(),
                List.copyOf(unreferenced()),
                judged.map(Policy.Judged::standing),
                judged.map(now -> now.cosigned().keySet().stream().sorted().toList())
                        .orElse(List.of()));
    }

    private Optional<Policy.Judged> judge(byte[] checkpoint) {
        if (trust.policy().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(trust.policy().get().judge(checkpoint));
        } catch (Refused e) {
            findings.damage(
                    new Damage("checkpoint", 0, checkpoint.length, e.refusal().toString()));
            return Optional.empty();
        }
    }

    /** The newest checkpoint that is not final yet, where its log or a mirror keeps it. */
    private Optional<SignedCheckpoint> head(long finalSize) {
        Optional<byte[]> bytes;
        try {
            bytes = HeadFile.look(disk, directory);
        } catch (IOException e) {
            findings.damage(Damage.missing(HeadFile.NAME, 0, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Optional<SignedCheckpoint> head = open(bytes.get());
        if (head.isEmpty()) {
            findings.damage(new Damage(HeadFile.NAME, 0, bytes.get().length, "no trusted key's signature holds"));
        }
        return head.filter(signed -> signed.size() > finalSize);
    }

    /** Entries that wait for cosigners must be as right as the others; their tree is looked at when the final one is. */
    private void beyond(SignedCheckpoint head) {
        if (!findings.damages.isEmpty()) {
            return;
        }
        Digest root = new TreeCheck(disk, directory, head.size(), Optional.of(head.root()), findings)
                .run((index, leaf) -> {});
        if (!root.equals(head.root()) && findings.damages.isEmpty()) {
            findings.damage(Damage.missing(HeadFile.NAME, 0, "signed over another tree than the one here"));
        }
    }

    /** Where nothing is final yet, the newest checkpoint that waits for it. */
    private byte[] readCheckpoint() throws IOException {
        try {
            return disk.readAll(directory.resolve("checkpoint"), Note.BYTES_MAX);
        } catch (NoSuchFileException e) {
            return HeadFile.look(disk, directory).orElseGet(() -> new byte[0]);
        }
    }

    private Optional<SignedCheckpoint> open(byte[] checkpoint) {
        try {
            return Optional.of(SignedCheckpoint.open(checkpoint, trust.origin(), trust.logKeys()));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** With a signed checkpoint the files must lead to its root; without, they tell what it should have said. */
    private void checkRoot(byte[] found, Optional<SignedCheckpoint> signed, Checkpoint computed) {
        byte[] text = computed.text().getBytes(StandardCharsets.UTF_8);
        if (signed.isEmpty()) {
            byte[] foundText = Arrays.copyOf(found, Math.min(found.length, text.length));
            findings.damage(
                    Arrays.equals(foundText, text)
                            ? new Damage("checkpoint", text.length, found.length, "no trusted key's signature holds")
                            : Damage.firstDifference("checkpoint", foundText, text, "not what the tiles lead to"));
        } else if (!signed.get().root().equals(computed.root()) && findings.damages.isEmpty()) {
            findings.damage(new Damage(
                    "checkpoint",
                    0,
                    text.length,
                    "signed over another tree than the one here, whose root is "
                            + computed.root().base64()));
        }
    }

    /** When the checkpoint is no help: full tiles, then the widest partial one. */
    private long sizeOnDisk() {
        long full = 0;
        while (disk.exists(directory.resolve(TilePath.full(0, full).text()))) {
            full++;
        }
        long partial = 0;
        try {
            for (String name : disk.list(directory.resolve(new TilePath(0, full, 1).partialFolder()))) {
                Optional<TilePath> path = TilePath.parse(new TilePath(0, full, 1).partialFolder() + "/" + name);
                partial = Math.max(partial, path.map(TilePath::width).orElse(0));
            }
        } catch (IOException e) {
            throw new DiskFault("listing tiles of " + directory, e);
        }
        return full * TilePath.WIDTH + partial;
    }

    private void entry(long index, byte[] leaf, PayloadStore payloads) {
        Envelope envelope;
        try {
            envelope = Envelope.parse(leaf);
        } catch (Refused e) {
            findings.isVoid(index, e.refusal().toString());
            return;
        }
        KeyId key = envelope.statement().key();
        Optional<VerifyingKey> known = trust.authors().apply(key);
        if (known.isEmpty()) {
            unchecked++;
        } else if (!envelope.verify(known.get())) {
            findings.isVoid(index, "the signature does not hold");
            return;
        }
        LanePosition next = lanes.getOrDefault(key, LanePosition.FIRST);
        if (!envelope.statement().position().equals(next)) {
            findings.isVoid(index, "not number " + next.sequence() + " of its lane");
            return;
        }
        lanes.put(key, next.next(envelope.id()));
        orders.add(index, envelope.id(), envelope.statement());
        envelope.statement().draft().payload().ifPresent(payload -> payload(index, envelope.id(), payload, payloads));
    }

    /** Erasures are judged at the end, since the order stands behind what it erases. */
    private void payload(long index, Digest id, PayloadCommitment commitment, PayloadStore payloads) {
        payloadFiles.add(PayloadStore.path(id));
        switch (payloads.state(id)) {
            case PRESENT -> {
                Optional<Damage> damage = payloads.inspect(id, commitment);
                damage.ifPresentOrElse(findings::damage, () -> present++);
                if (damage.isEmpty() && payloads.isTouched(id)) {
                    erasures.look(index, id);
                }
            }
            case ERASED -> erasures.look(index, id);
            case ABSENT -> pending++;
        }
    }

    private Set<String> unreferenced() throws IOException {
        Set<String> unknown = new TreeSet<>();
        Path root = directory.resolve("payload");
        for (String folder : disk.list(root)) {
            for (String name : disk.list(root.resolve(folder))) {
                String path = "payload/" + folder + "/" + name;
                String bare = path.endsWith(".erased") ? path.substring(0, path.length() - ".erased".length()) : path;
                if (!payloadFiles.contains(bare) && unknown.size() < DAMAGES_MAX) {
                    unknown.add(path);
                }
            }
        }
        return unknown;
    }
}
