package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.payload.PayloadHeader;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.seal.EpochKey;
import org.commonwatch.ledger.seal.PayloadKey;
import org.commonwatch.ledger.seal.SealContext;
import org.commonwatch.ledger.seal.SealedPayload;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.stix.StixObject;

/** The payloads of one log that are on this node, in clear or sealed, as objects where it can open them. */
final class HeldPayloads {
    private final PayloadStore payloads;
    private final RecentPayloads recent = new RecentPayloads();
    private final SealedReads sealed;

    HeldPayloads(PayloadStore payloads) {
        this.payloads = payloads;
        this.sealed = new SealedReads(payloads);
    }

    /** What was just written need not be read and opened to be replayed. */
    void remember(Digest statement, OutgoingPayload payload) {
        if (!payload.placed().isEmpty()) {
            recent.put(statement, payload.placed());
        }
    }

    /** What is in memory of an entry that changes nothing, or whose payload is about to be erased. */
    void forget(Digest statement) {
        recent.forget(statement);
        sealed.forget(statement);
    }

    /**
     * The payload of a statement as far as this node can open it.
     *
     * @param keys of the epochs that the applied entries state
     */
    OpenedPayload payload(Statement statement, Digest id, SealedReads.Keys keys) {
        if (statement.draft().payload().isEmpty()) {
            return OpenedPayload.NOTHING;
        }
        Optional<SealContext> context = SealContext.of(statement);
        Optional<List<PayloadObject>> own = recent.take(id);
        if (own.isPresent()) {
            return new OpenedPayload.Objects(own.orElseThrow());
        }
        return context.isPresent()
                ? readSealed(id, context.orElseThrow(), keys)
                : new OpenedPayload.Objects(readPayload(id));
    }

    private OpenedPayload readSealed(Digest id, SealContext context, SealedReads.Keys keys) {
        Optional<EpochKey> key = keys.of(context.audience(), context.epoch());
        if (key.isEmpty()) {
            return new OpenedPayload.Closed(context.audience(), context.epoch(), Optional.empty());
        }
        try {
            Optional<byte[]> file = payloads.whole(id);
            return file.isEmpty()
                    ? OpenedPayload.NOTHING
                    : new OpenedPayload.Objects(opened(file.orElseThrow(), context, key.orElseThrow()));
        } catch (Refused finding) {
            return new OpenedPayload.Closed(
                    context.audience(),
                    context.epoch(),
                    Optional.of(finding.refusal().code()));
        }
    }

    private static List<PayloadObject> opened(byte[] file, SealContext context, EpochKey key) throws Refused {
        SealedHeader header = SealedHeader.parse(file, file.length);
        List<PayloadKey.Opened> opened = SealedPayload.open(file, context, key);
        List<PayloadObject> objects = new ArrayList<>(opened.size());
        for (int i = 0; i < opened.size(); i++) {
            objects.add(new PayloadObject(
                    i, header.offset(i), StixObject.parse(opened.get(i).bytes())));
        }
        return objects;
    }

    /** The objects of a payload in clear as they are, an erased one empty; none when it is not here or damaged. */
    List<byte[]> raw(Digest id) {
        try {
            Optional<PayloadHeader> header = payloads.header(id);
            List<byte[]> objects = new ArrayList<>();
            for (int i = 0; i < header.map(PayloadHeader::count).orElse(0); i++) {
                PayloadHeader head = header.orElseThrow();
                if (head.erased(i)) {
                    objects.add(new byte[0]);
                } else {
                    payloads.read(id, head.offset(i), head.length(i)).ifPresent(objects::add);
                }
            }
            return objects;
        } catch (Refused damaged) {
            return List.of();
        }
    }

    /** Whether a payload that is here is ciphertext. */
    boolean isSealed(Digest statement) {
        return payloads.isSealed(statement);
    }

    /** Single objects of sealed payloads. */
    SealedReads sealed() {
        return sealed;
    }

    /** One object of a payload in clear with its proof; empty when it is not here, erased or damaged. */
    Optional<Disclosure> disclose(Digest statement, int index) {
        try {
            return payloads.disclose(statement, index);
        } catch (Refused damaged) {
            return Optional.empty();
        }
    }

    Optional<byte[]> read(Digest statement, long offset, int length) {
        return payloads.read(statement, offset, length);
    }

    /** Head and objects or chunks of a payload; empty when it is not here or damaged. */
    Optional<byte[]> file(Digest statement) {
        try {
            return payloads.whole(statement);
        } catch (Refused damaged) {
            // The verifier names the wrong byte; what is damaged is not served.
            return Optional.empty();
        }
    }

    private List<PayloadObject> readPayload(Digest id) {
        try {
            Optional<PayloadHeader> header = payloads.header(id);
            if (header.isEmpty()) {
                return List.of();
            }
            return parse(id, header.orElseThrow());
        } catch (Refused damaged) {
            // Damaged, and the verifier names the wrong byte; or no objects, such as wraps of keys. Replay goes on
            // without.
            return List.of();
        }
    }

    private List<PayloadObject> parse(Digest id, PayloadHeader header) throws Refused {
        long start = header.offset(0);
        byte[] all = payloads.read(id, start, (int) (header.offset(header.count()) - start))
                .orElse(new byte[0]);
        List<PayloadObject> objects = new ArrayList<>(header.count());
        for (int i = 0; i < header.count(); i++) {
            if (header.erased(i)) {
                continue;
            }
            int from = (int) (header.offset(i) - start);
            byte[] bytes = Arrays.copyOfRange(all, from, from + header.length(i));
            objects.add(new PayloadObject(i, header.offset(i), StixObject.parse(bytes)));
        }
        return objects;
    }
}
