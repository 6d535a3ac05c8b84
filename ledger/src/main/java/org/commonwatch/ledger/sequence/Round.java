package org.commonwatch.ledger.sequence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.Standing;

/** A checkpoint on its way to be final. Belongs to {@link Cosigning}. */
final class Round {
    final SignedCheckpoint checkpoint;
    final long startedAtNanos;
    private final Policy policy;
    private final List<Note.Signature> lines = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private Standing standing;

    /** Whether it is on disk as final, and how many of {@link #lines} with it: some may be those it came with. */
    private boolean written;

    private int writtenLines;

    Round(SignedCheckpoint checkpoint, Policy policy, long now) {
        this.checkpoint = checkpoint;
        this.policy = policy;
        this.standing = policy.standing(names);
        this.startedAtNanos = now;
    }

    long size() {
        return checkpoint.size();
    }

    Standing standing() {
        return standing;
    }

    boolean isWon() {
        return standing.satisfied();
    }

    boolean isCosignedBy(String witness) {
        return names.contains(witness);
    }

    void add(String witness, Note.Signature line) {
        if (names.add(witness)) {
            lines.add(line);
            standing = policy.standing(names);
        }
    }

    boolean isWritten() {
        return written;
    }

    /** Whether there are lines that are not on disk yet. */
    boolean hasMore() {
        return lines.size() > writtenLines;
    }

    SignedCheckpoint cosigned() {
        return new SignedCheckpoint(checkpoint.checkpoint(), checkpoint.note().with(lines));
    }

    void written() {
        written = true;
        writtenLines = lines.size();
    }
}
