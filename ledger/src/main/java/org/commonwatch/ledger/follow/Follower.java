package org.commonwatch.ledger.follow;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/** Stand-in until the real one is merged. */
public final class Follower implements AutoCloseable {
    private final FollowSettings settings;
    private volatile SignedCheckpoint head;
    private LogWriter writer;
    private final LogReader reader;

    private Follower(FollowSettings settings, SignedCheckpoint head) {
        this.settings = settings;
        this.head = head;
        this.reader = new LogReader(settings.disk(), settings.directory(), () -> this.head);
        this.writer = writer();
    }

    public static Follower open(FollowSettings settings) {
        try {
            settings.disk().createDirectories(settings.directory());
            SignedCheckpoint head = SignedCheckpoint.sign(
                    Checkpoint.of(settings.origin(), 0, Rfc6962.EMPTY_ROOT),
                    new NoteSigner(settings.origin(), SigningKey.generate(new SecureRandom())));
            if (settings.disk().exists(settings.directory().resolve("checkpoint"))) {
                head = SignedCheckpoint.open(
                        settings.disk().readAll(settings.directory().resolve("checkpoint"), Note.BYTES_MAX),
                        settings.origin(),
                        settings.policy().logKeys());
            }
            return new Follower(settings, head);
        } catch (IOException | Refused e) {
            throw new DiskFault("opening", new IOException(e));
        }
    }

    private LogWriter writer() {
        long size = head.size();
        long from = size - size % TilePath.WIDTH;
        LogWriter fresh = LogWriter.at(settings.disk(), settings.directory(), from);
        reader.entries(from, size).forEach(leaf -> fresh.append(leaf.bytes()));
        return fresh;
    }

    public synchronized FollowOutcome follow() {
        List<FollowOutcome.SourceRefusal> why = new ArrayList<>();
        for (LogSource source : settings.sources().get()) {
            try {
                Optional<byte[]> checkpoint = source.checkpoint();
                if (checkpoint.isPresent()) {
                    return follow(checkpoint.orElseThrow());
                }
                why.add(new FollowOutcome.SourceRefusal(
                        source.name(), "checkpoint", false, Refusal.of("none", "", "It gives none.")));
            } catch (IOException e) {
                why.add(new FollowOutcome.SourceRefusal(
                        source.name(), "checkpoint", false, Refusal.of("io", "", String.valueOf(e.getMessage()))));
            }
        }
        return new FollowOutcome.Incomplete(head.size(), head.size(), why);
    }

    public synchronized FollowOutcome follow(byte[] checkpoint) {
        List<FollowOutcome.SourceRefusal> why = new ArrayList<>();
        try {
            Policy.Judged judged = settings.policy().judge(checkpoint);
            SignedCheckpoint next = judged.signed();
            if (next.size() <= head.size()) {
                return new FollowOutcome.Current(head.size());
            }
            if (!judged.isFinal()) {
                return new FollowOutcome.Waiting(next.size(), judged.standing());
            }
            for (LogSource source : settings.sources().get()) {
                try {
                    long from = head.size();
                    for (long bundle = from / 256; bundle * 256 < next.size(); bundle++) {
                        TilePath path = TilePath.inTree(TilePath.ENTRIES, bundle, next.size()).orElseThrow();
                        byte[] bytes = source.resource(path.text(), EntryBundle.BYTES_MAX)
                                .orElseThrow(() -> new IOException("no " + path));
                        List<byte[]> leaves = EntryBundle.parse(bytes, path.width());
                        for (int i = 0; i < leaves.size(); i++) {
                            if (bundle * 256 + i >= from) {
                                writer.append(leaves.get(i));
                            }
                        }
                    }
                    if (!writer.root().equals(next.root())) {
                        throw new IOException("another root");
                    }
                    writer.writeTiles();
                    writer.writeCheckpoint(next);
                    writer.settle();
                    head = next;
                    return new FollowOutcome.Advanced(from, next.size());
                } catch (IOException | Refused e) {
                    writer = writer();
                    why.add(new FollowOutcome.SourceRefusal(
                            source.name(), "x", false, Refusal.of("io", "", String.valueOf(e.getMessage()))));
                }
            }
        } catch (Refused e) {
            why.add(new FollowOutcome.SourceRefusal("announced", "checkpoint", true, e.refusal()));
        }
        return new FollowOutcome.Incomplete(head.size(), head.size(), why);
    }

    public LogReader reader() {
        return reader;
    }

    public Finality finality() {
        long size = head.size();
        return new Finality(size, size, size);
    }

    @Override
    public void close() {}
}
