package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.seal.SealedPayload;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.stix.StixObject;

/**
 * A payload on its way into the log.
 *
 * @param audience whom it is sealed to; empty when it is in clear
 * @param placed its objects where they will lie in the file; empty when they are no objects
 */
record OutgoingPayload(
        PayloadCommitment commitment, Optional<Audience> audience, Writer writer, List<PayloadObject> placed) {
    OutgoingPayload {
        placed = List.copyOf(placed);
    }

    /** Makes it durable under the name of a statement. */
    @FunctionalInterface
    interface Writer {
        void write(PayloadStore payloads, Digest statement);
    }

    static OutgoingPayload clear(Payload payload, List<StixObject> objects) {
        return new OutgoingPayload(
                payload.commitment(),
                Optional.empty(),
                (payloads, statement) -> payloads.write(statement, payload),
                placed(objects, payload.header()::offset));
    }

    static OutgoingPayload sealed(SealedPayload payload, Sealing sealing, List<StixObject> objects) {
        return new OutgoingPayload(
                payload.commitment(),
                Optional.of(new Audience(sealing.audience(), Optional.of(sealing.epoch()))),
                (payloads, statement) -> payloads.write(statement, payload.file()),
                placed(objects, payload.header()::offset));
    }

    void write(PayloadStore payloads, Digest statement) {
        writer.write(payloads, statement);
    }

    private static List<PayloadObject> placed(List<StixObject> objects, IntToLongFunction offset) {
        List<PayloadObject> placed = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            placed.add(new PayloadObject(i, offset.applyAsLong(i), objects.get(i)));
        }
        return placed;
    }
}
