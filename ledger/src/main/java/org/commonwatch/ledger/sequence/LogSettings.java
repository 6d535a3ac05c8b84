package org.commonwatch.ledger.sequence;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;

/**
 * What a {@link LocalSequencer} is made of.
 *
 * @param disk where {@code directory} lies
 * @param directory the log's folder, made when missing; one process at a time opens it (the caller holds the lock)
 * @param origin names the log in checkpoints and statements
 * @param author the operator's name in {@code log.time} entries
 * @param checkpointSigner signs checkpoints; by convention named like the origin
 * @param timeKey signs {@code log.time} entries and nothing else
 * @param admission who may append
 * @param clock wall clock for {@code log.time}
 * @param nanos monotonic clock for the spacing of checkpoints, as {@code System::nanoTime}
 * @param threads makes the one thread that owns the log
 * @param checkpointSpacing least time between checkpoints; entries wait this long at most when the log is busy
 * @param policy whose quorum makes a checkpoint final
 * @param cosigners the way to the policy's witnesses
 * @param formerKeys log keys of other nodes that ordered the log before: a checkpoint that is here may be signed with one
 */
public record LogSettings(
        Disk disk,
        Path directory,
        String origin,
        String author,
        NoteSigner checkpointSigner,
        SigningKey timeKey,
        Admission admission,
        InstantSource clock,
        LongSupplier nanos,
        ThreadFactory threads,
        Duration checkpointSpacing,
        Policy policy,
        Cosigners cosigners,
        List<NoteKey> formerKeys) {
    public LogSettings {
        formerKeys = List.copyOf(formerKeys);
    }

    /** Fifty a second: cosigners and followers must keep up with each. */
    public static final Duration CHECKPOINT_SPACING_DEFAULT = Duration.ofMillis(20);

    /** A log with {@code quorum none}: published is final. */
    public LogSettings(
            Disk disk,
            Path directory,
            String origin,
            String author,
            NoteSigner checkpointSigner,
            SigningKey timeKey,
            Admission admission,
            InstantSource clock,
            LongSupplier nanos,
            ThreadFactory threads,
            Duration checkpointSpacing) {
        this(
                disk,
                directory,
                origin,
                author,
                checkpointSigner,
                timeKey,
                admission,
                clock,
                nanos,
                threads,
                checkpointSpacing,
                Policy.unwitnessed(checkpointSigner.noteKey()),
                Cosigners.NOBODY,
                List.of());
    }

    /** Why an envelope is none of this log's; asked on the caller's thread, before lanes are looked at. */
    Optional<Refusal> refusal(Envelope envelope) {
        String named = envelope.statement().draft().origin();
        if (!named.equals(origin)) {
            return Optional.of(Refusal.of("log-origin", "/origin", "The statement is for another log.", named));
        }
        boolean reserved = envelope.statement().key().equals(timeKey.id())
                || envelope.statement().draft().type().equals(LogTime.TYPE);
        if (reserved) {
            return Optional.of(Refusal.of("lane-reserved", "/key", "Only the sequencer states the log's time."));
        }
        return admission.refusal(envelope);
    }

    /** The same log under a policy: final is what its quorum has cosigned. */
    public LogSettings cosignedBy(Policy quorum, Cosigners way) {
        return with(quorum, way, formerKeys);
    }

    /** The same log, which others with these log keys have ordered before. */
    public LogSettings orderedBeforeBy(List<NoteKey> keys) {
        return with(policy, cosigners, keys);
    }

    private LogSettings with(Policy quorum, Cosigners way, List<NoteKey> keys) {
        return new LogSettings(
                disk,
                directory,
                origin,
                author,
                checkpointSigner,
                timeKey,
                admission,
                clock,
                nanos,
                threads,
                checkpointSpacing,
                quorum,
                way,
                keys);
    }
}
