package org.commonwatch.council;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.commonwatch.ledger.note.SignedCheckpoint;

/** What a node does while it leads: it signs, asks cosigners, and tells the others what became final. Owned by one thread. */
final class Leading {
    /** Final checkpoints are told to the others at most so often: each costs a turn. */
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Session session;
    private Optional<SignedCheckpoint> untold = Optional.empty();
    private long toldAtNanos = System.nanoTime() - TELL_NANOS;
    private Optional<CompletableFuture<byte[]>> beginning = Optional.empty();

    /** @param wake called when a cosigner has answered */
    Leading(Session session, Runnable wake) {
        this.session = session;
        session.replica().lead(wake);
    }

    void step() throws IOException {
        if (session.replica().last().isEmpty()) {
            begin();
            return;
        }
        session.replica().publish().ifPresent(last -> untold = Optional.of(last));
        boolean due = System.nanoTime() - toldAtNanos >= TELL_NANOS;
        if (untold.isPresent() && due) {
            toldAtNanos = System.nanoTime();
            tell(untold.get());
            untold = Optional.empty();
        }
    }

    /** The first turn says what the council begins with, so that nobody goes on from anything else. */
    private void begin() {
        if (beginning.isEmpty() || beginning.get().isDone()) {
            var tree = session.replica().tree();
            beginning = Optional.of(session.propose(new Proposal.Begin(tree.size(), tree.root())));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the next one tells it as well
    private void tell(SignedCheckpoint last) {
        session.propose(new Proposal.Final(last.note()));
    }
}
