package org.commonwatch.ledger.sequence;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;

/**
 * Puts the entries of one log in order. Implementations differ in who must agree: one process, or a council.
 *
 * <p>Words: <em>accepted</em> is durable at the sequencer, <em>published</em> is in a signed checkpoint, <em>final</em> is
 * cosigned by the log's quorum. Only final entries may be replayed.
 */
public interface Sequencer extends AutoCloseable {
    /** Codes of refusals that are about the moment and not about the statement: the same may be asked again. */
    Set<String> NOT_NOW = Set.of("queue-full", "disk-full", "log-unavailable", "log-closed", "log-waiting");

    /**
     * Asks for an entry. Submitting the same statement again gives the receipt of the entry that is there. Never blocks
     * for long: a full queue is a refusal.
     *
     * <p>The future completes when the entry is published; continuations run on the sequencer's own thread, so use the
     * {@code Async} forms for work. It fails with
     *
     * <ul>
     *   <li>{@link Refused}: the entry is not in the log and the lane number was not used. Codes: {@code lane-number} (not
     *       the next one), {@code lane-number-taken} (another statement has it), {@code lane-previous}, {@code
     *       lane-reserved}, {@code log-origin}, {@code queue-full}, {@code disk-full}, {@code log-unavailable}, {@code
     *       log-closed}, and those of the log's admission rule;
     *   <li>{@link org.commonwatch.ledger.disk.DiskFault}: the outcome is unknown; submit the same bytes again.
     * </ul>
     */
    CompletableFuture<Receipt> append(Envelope envelope);

    /** As {@link #append(Envelope)} for a leaf as it came; also fails with what {@link Envelope#parse} refuses. */
    default CompletableFuture<Receipt> append(byte[] leaf) {
        try {
            return append(Envelope.parse(leaf));
        } catch (Refused e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where the log stands now. */
    Finality finality();

    /** Who cosigns and how far each is; who is waited for. */
    CosigningStatus cosigning();

    /**
     * Calls {@code listener} after each growth, on the sequencer's thread, in order; it must return quickly and must not
     * throw. Calls can be merged: only the newest state is promised to arrive.
     */
    void onGrowth(Consumer<Finality> listener);

    /** The place where the next statement of this key must stand, as far as accepted entries tell; empty lane: first. */
    LanePosition nextPosition(KeyId key);

    /** Time of the last {@code log.time} entry accepted, the only clock that replay knows. */
    Optional<Instant> logTime();

    /** Reads what is published. Stays usable while the sequencer is open. */
    LogReader reader();

    /**
     * Reads all that is durable here. Of one of several that order that is more than the newest checkpoint it was told covers:
     * its cosigner may have signed for the rest, and nobody else may be left who has it.
     */
    default LogReader everything() {
        return reader();
    }

    /**
     * Finishes what was accepted, refuses the rest, and leaves everything settled on disk.
     *
     * @throws org.commonwatch.ledger.disk.DiskFault when settling fails; nothing is lost, the next opening recovers
     */
    @Override
    void close();
}
