package org.commonwatch.ledger.succession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.witness.Witness;

/**
 * Casts one cosigner's votes: at most one an epoch, for good. The order that survives a crash: the cosigner is frozen,
 * durably; the vote is durable; the vote leaves. Two votes of one cosigner for different terms could begin two successors,
 * so a second question is answered with the vote that is there, or refused.
 *
 * <p>Its folder belongs to the witness and, as that one's memory, is no part of a backup.
 */
public final class Ballot {
    private final Disk disk;
    private final Path directory;
    private final Witness witness;
    private final Cosigner cosigner;

    /**
     * @param directory for votes alone; made when missing
     * @param witness whose key {@code cosigner} is
     */
    public Ballot(Disk disk, Path directory, Witness witness, Cosigner cosigner) {
        this.disk = disk;
        this.directory = directory;
        this.witness = witness;
        this.cosigner = cosigner;
    }

    /**
     * Freezes the cosigner for the epoch's log and votes.
     *
     * @param next id of the terms to vote for
     * @param known cosignatures under the last checkpoint cosigned, as far as they are at hand
     * @throws Refused {@code vote-cast} when it voted for other terms before
     * @throws DiskFault when the outcome is unknown: nothing left, ask again
     */
    public synchronized Vote vote(Epoch epoch, Digest next, Collection<Note.Signature> known) throws Refused {
        Optional<Vote> before = cast(epoch);
        if (before.isPresent()) {
            if (before.get().next().equals(next)
                    && before.get().under().equals(epoch.terms().id())) {
                settle();
                return before.get();
            }
            throw Refusal.of(
                            "vote-cast",
                            "",
                            "This cosigner voted for other terms already, and votes once.",
                            before.get().next().hex())
                    .toException();
        }
        Optional<Note> last = witness.freeze(epoch.origin()).map(SignedCheckpoint::note);
        Vote vote = Vote.cast(epoch, next, last.map(note -> note.with(known)), cosigner);
        if (!vote.reads()) {
            // What is at hand is a courtesy; a vote that could not be read again would leave this cosigner without one.
            vote = Vote.cast(epoch, next, last, cosigner);
        }
        try {
            disk.createDirectories(directory);
            disk.replace(file(epoch), vote.toBytes());
        } catch (IOException e) {
            throw new DiskFault("keeping a vote in " + directory, e);
        }
        settle();
        return vote;
    }

    /** The vote cast in this epoch, as it lies on disk. */
    public Optional<Vote> cast(Epoch epoch) {
        Path file = file(epoch);
        try {
            return disk.exists(file) ? Optional.of(Vote.parse(disk.readAll(file, Vote.BYTES_MAX))) : Optional.empty();
        } catch (IOException e) {
            throw new DiskFault("reading " + file, e);
        } catch (Refused e) {
            // Never taken for none: what it voted for is unknown, so it must not vote.
            throw new DiskFault("reading " + file, new IOException(e.refusal().toString()));
        }
    }

    private void settle() {
        try {
            disk.syncDirectory(directory);
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                disk.syncDirectory(parent);
            }
        } catch (IOException e) {
            throw new DiskFault("keeping a vote in " + directory, e);
        }
    }

    private Path file(Epoch epoch) {
        String log = Digest.of(epoch.origin().getBytes(StandardCharsets.UTF_8)).hex();
        return directory.resolve(log + "-" + epoch.number() + ".vote");
    }
}
