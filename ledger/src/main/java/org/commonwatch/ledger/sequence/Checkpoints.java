package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.tile.LogWriter;

/**
 * The newest signed checkpoint of a log and its newest final one, on disk and for readers. Changed by one thread, read by
 * all.
 */
final class Checkpoints {
    private final LogSettings settings;
    private final LogWriter writer;
    private volatile Policy policy;
    private volatile SignedCheckpoint head;

    /** Under {@code quorum none} of a log that one node orders always the head. */
    private volatile Optional<SignedCheckpoint> finalHead;

    Checkpoints(LogSettings settings, LogOpening opened) {
        this.settings = settings;
        this.policy = settings.policy();
        this.writer = opened.writer();
        this.head = opened.head();
        this.finalHead = opened.finalHead();
    }

    /** Another policy says from here on whether what is signed is final at once. */
    void policy(Policy next) {
        policy = next;
    }

    SignedCheckpoint head() {
        return head;
    }

    Optional<SignedCheckpoint> finalHead() {
        return finalHead;
    }

    long finalSize() {
        return finalHead.map(SignedCheckpoint::size).orElse(0L);
    }

    /** A new log's first checkpoint is of the empty tree, which every history starts with; cosigners are asked for it. */
    void signEmpty() {
        if (head.note().signatures().isEmpty()) {
            head = SignedCheckpoint.sign(head.checkpoint(), settings.checkpointSigner());
        }
    }

    /** Signs all that the writer has, whose tiles are on disk, and puts it where readers look. */
    void sign() throws IOException {
        SignedCheckpoint checkpoint = SignedCheckpoint.sign(
                Checkpoint.of(settings.origin(), writer.size(), writer.root()), settings.checkpointSigner());
        if (policy.isUnwitnessed()) {
            writer.writeCheckpoint(checkpoint);
            head = checkpoint;
            finalHead = Optional.of(checkpoint);
        } else {
            // Until it is certain which head lies on disk, both keep their tiles.
            Set<Long> sizes = LogOpening.sizes(checkpoint, finalHead);
            sizes.add(head.size());
            writer.keep(sizes);
            writer.writeHead(checkpoint);
            writer.keep(LogOpening.sizes(checkpoint, finalHead));
            head = checkpoint;
        }
    }

    /** A checkpoint of this history has its quorum; after a failure either may lie on disk, so both keep their tiles. */
    void putFinal(SignedCheckpoint cosigned) throws IOException {
        Set<Long> sizes = LogOpening.sizes(head, finalHead);
        sizes.add(cosigned.size());
        writer.keep(sizes);
        if (cosigned.size() > head.size()) {
            writer.restoreKept();
        }
        writer.writeCheckpoint(cosigned);
        if (cosigned.size() > head.size()) {
            head = cosigned;
        }
        finalHead = Optional.of(cosigned);
        writer.keep(LogOpening.sizes(head, finalHead));
    }
}
