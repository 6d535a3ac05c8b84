package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;

/**
 * Keys of audiences as far as this node has them, and when an entry's epoch is outdated. Asked before a command is signed, by
 * replay within its transaction, and by whoever reads a sealed payload.
 */
public interface Seals {
    /** Code of an entry that was sealed to an epoch which is not the current one at its place. */
    String OUTDATED = "epoch-outdated";

    /** No log has audiences: everything is in clear. */
    Seals NONE = new Seals() {
        @Override
        public Optional<Sealing> current(Log log, Recipients recipients) {
            return Optional.empty();
        }

        @Override
        public Optional<EpochKey> key(Db db, Log log, String audience, long epoch) {
            return Optional.empty();
        }

        @Override
        public Optional<Refusal> check(Db db, Log log, Statement statement) {
            return Optional.empty();
        }

        @Override
        public boolean learn(Log log, Envelope envelope, Supplier<List<byte[]>> wraps) {
            return false;
        }
    };

    /**
     * What a payload is sealed to now; empty when it goes in clear. Waits some seconds for a key that is being renewed; not for
     * the replay thread.
     *
     * @throws Refused {@code seal-pending} when there is no key yet
     */
    Optional<Sealing> current(Log log, Recipients recipients) throws Refused;

    /** The key of an epoch as the applied entries state it; empty when this node has none. */
    Optional<EpochKey> key(Db db, Log log, String audience, long epoch);

    /** The rule: empty when a statement's audience and seal are as they must be at its place. */
    Optional<Refusal> check(Db db, Log log, Statement statement);

    /**
     * Looks whether an entry brings this node a key. Called ahead of the rules: a key that comes by a void entry opens nothing.
     *
     * @param wraps the objects of the entry's payload; none when it is not here
     * @return whether it brought one that was not known
     */
    boolean learn(Log log, Envelope envelope, Supplier<List<byte[]>> wraps);
}
