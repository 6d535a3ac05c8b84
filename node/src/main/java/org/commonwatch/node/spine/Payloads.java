package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.seal.SealContext;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.node.policy.Space;

/**
 * Accepted bytes by place, for whoever the gate let through. Copies a run of neighbouring objects with one read of the
 * payload file.
 */
@ApplicationScoped
public class Payloads {
    /** Gaps between wanted objects that are cheaper to read over than to seek past. */
    private static final int GAP_BYTES_MAX = 64 * 1024;

    /** One read at most, so that a page never doubles in memory. */
    private static final int READ_BYTES_MAX = 4 * 1024 * 1024;

    /** What stands in the place of an erased object; no object starts so. A reader may have asked for it just before. */
    private static final byte ERASED = 0;

    private final Logs logs;
    private final SqliteStore index;
    private final Seals seals;

    @Inject
    Payloads(Logs logs, @Index SqliteStore index, Seals seals) {
        this.logs = logs;
        this.index = index;
        this.seals = seals;
    }

    /** A slice of a payload file. */
    public record Slice(long offset, int length) {}

    /**
     * Copies slices of one entry's payload into {@code out} from {@code at}, a comma between them.
     *
     * @param slices in ascending order
     * @return the place after the last byte written
     * @throws PayloadGone when the payload is not on this node
     */
    public int copy(int log, long entry, List<Slice> slices, byte[] out, int at) {
        HostedLog hosted = logs.hosted(log);
        Digest statement = statement(log, entry);
        Optional<SealedReads.Opening> sealed = sealed(hosted, statement, entry);
        if (sealed.isPresent()) {
            return copySealed(hosted, statement, sealed.orElseThrow(), entry, slices, out, at);
        }
        int place = at;
        int from = 0;
        while (from < slices.size()) {
            int to = endOfRun(slices, from);
            long start = slices.get(from).offset();
            Slice last = slices.get(to - 1);
            byte[] run = hosted.held()
                    .read(statement, start, (int) (last.offset() + last.length() - start))
                    .orElseThrow(() -> new PayloadGone(hosted.log(), entry));
            for (Slice slice : slices.subList(from, to)) {
                if (run[(int) (slice.offset() - start)] == ERASED) {
                    throw new PayloadGone(hosted.log(), entry);
                }
                if (place > at) {
                    out[place++] = ',';
                }
                System.arraycopy(run, (int) (slice.offset() - start), out, place, slice.length());
                place += slice.length();
            }
            from = to;
        }
        return place;
    }

    private static int copySealed(
            HostedLog hosted,
            Digest statement,
            SealedReads.Opening sealed,
            long entry,
            List<Slice> slices,
            byte[] out,
            int at) {
        int place = at;
        for (Slice slice : slices) {
            byte[] object = hosted.held()
                    .sealed()
                    .object(statement, sealed, slice.offset())
                    .filter(bytes -> bytes.length == slice.length())
                    .orElseThrow(() -> new PayloadGone(hosted.log(), entry));
            if (place > at) {
                out[place++] = ',';
            }
            System.arraycopy(object, 0, out, place, object.length);
            place += object.length;
        }
        return place;
    }

    /** The bytes of one object; empty when its payload is not on this node, or closed to it. */
    public Optional<byte[]> bytes(ItemKey key, Slice slice) {
        HostedLog hosted = logs.hosted(key.log());
        Digest statement = statement(key.log(), key.entry());
        Optional<SealedReads.Opening> sealed = sealed(hosted, statement, key.entry());
        return sealed.isPresent()
                ? hosted.held().sealed().object(statement, sealed.orElseThrow(), slice.offset())
                : hosted.held().read(statement, slice.offset(), slice.length()).filter(bytes -> bytes[0] != ERASED);
    }

    /** One object with what proves it against its statement; empty when its payload is not on this node, erased, or closed to it. */
    public Optional<Disclosure> disclose(ItemKey key) {
        HostedLog hosted = logs.hosted(key.log());
        Digest statement = statement(key.log(), key.entry());
        Optional<SealedReads.Opening> sealed = sealed(hosted, statement, key.entry());
        return sealed.isPresent()
                ? hosted.held().sealed().disclose(statement, sealed.orElseThrow(), key.position())
                : hosted.held().disclose(statement, key.position());
    }

    /** How to read a sealed payload; empty when it is in clear, which on the home log everything is. */
    private Optional<SealedReads.Opening> sealed(HostedLog hosted, Digest statement, long entry) {
        if (hosted.log().space() != Space.COMMUNITY) {
            return Optional.empty();
        }
        return hosted.held()
                .sealed()
                .opening(
                        statement,
                        () -> context(hosted, entry),
                        (audience, epoch) -> index.read(db -> seals.key(db, hosted.log(), audience, epoch)));
    }

    private static Optional<SealContext> context(HostedLog hosted, long entry) {
        try {
            return SealContext.of(
                    Envelope.parse(hosted.leaves(entry, entry + 1).getFirst()).statement());
        } catch (Refused isVoid) {
            throw new IllegalStateException("an applied entry no longer reads", isVoid);
        }
    }

    /** A whole payload file as it is served, at most {@link org.commonwatch.kernel.Limits#STATEMENT_PAYLOAD_BYTES_MAX} and its head. */
    public Optional<byte[]> file(Log log, Digest statement) {
        return logs.hosted(log.number()).held().file(statement);
    }

    /** Whether a payload that is here is ciphertext. */
    public boolean isSealed(Log log, Digest statement) {
        return logs.hosted(log.number()).held().isSealed(statement);
    }

    /**
     * Whether something of an entry's payload that is ordered to be erased is still in its file.
     *
     * @param positions of the objects; empty for all
     */
    public boolean remains(Log log, long entry, List<Integer> positions) {
        return logs.hosted(log.number()).erasing().remains(new EraseOrder.Target(entry, positions));
    }

    private Digest statement(int log, long entry) {
        return index.read(db -> db.first(
                        "SELECT statement FROM entry WHERE log = ? AND idx = ?",
                        row -> Digest.fromBytes(row.getBytes(1)),
                        log,
                        entry))
                .orElseThrow(() -> new PayloadGone(logs.byNumber(log), entry));
    }

    private static int endOfRun(List<Slice> slices, int from) {
        long start = slices.get(from).offset();
        int to = from + 1;
        while (to < slices.size()) {
            Slice before = slices.get(to - 1);
            Slice next = slices.get(to);
            boolean near = next.offset() - (before.offset() + before.length()) <= GAP_BYTES_MAX;
            if (!near || next.offset() + next.length() - start > READ_BYTES_MAX) {
                break;
            }
            to++;
        }
        return to;
    }
}
