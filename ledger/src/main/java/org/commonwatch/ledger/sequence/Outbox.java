package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.statement.Envelope;

/**
 * The signed statements of one lane that may not be in the log yet: a file of {@code length (u32), SHA-256 of the leaf,
 * leaf}, appended and synced before a statement is sent. A torn tail was never sent and is cut off. One thread at a time.
 */
final class Outbox implements AutoCloseable {
    private static final int HEAD_BYTES = Integer.BYTES + Digest.BYTES;

    private final DiskFile file;
    private final List<Envelope> envelopes;
    private final List<Long> ends;

    private Outbox(DiskFile file, List<Envelope> envelopes, List<Long> ends) {
        this.file = file;
        this.envelopes = envelopes;
        this.ends = ends;
    }

    /** The whole records that a file begins with, and where each ends. */
    private record Whole(List<Envelope> envelopes, List<Long> ends) {
        static Whole in(byte[] file) {
            List<Envelope> envelopes = new ArrayList<>();
            List<Long> ends = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(file);
            while (in.remaining() >= HEAD_BYTES) {
                int length = in.getInt();
                byte[] digest = new byte[Digest.BYTES];
                in.get(digest);
                if (length < 0 || length > Limits.LEAF_BYTES_MAX || length > in.remaining()) {
                    break;
                }
                byte[] leaf = new byte[length];
                in.get(leaf);
                if (!Arrays.equals(Digest.of(leaf).toBytes(), digest)) {
                    break;
                }
                try {
                    envelopes.add(Envelope.parse(leaf));
                } catch (Refused e) {
                    break;
                }
                ends.add((long) in.position());
            }
            return new Whole(envelopes, ends);
        }
    }

    static Outbox open(Disk disk, Path path) throws IOException {
        DiskFile file = disk.openToWrite(path);
        Whole whole = Whole.in(file.read(0, Math.toIntExact(file.size())));
        Outbox outbox = new Outbox(file, whole.envelopes(), whole.ends());
        outbox.cutTail();
        disk.syncDirectory(path.toAbsolutePath().resolveSibling("").normalize());
        return outbox;
    }

    /** The statements in a copy of such a file. */
    static List<Envelope> statements(byte[] file) {
        return List.copyOf(Whole.in(file).envelopes());
    }

    /** In lane order, oldest first. */
    List<Envelope> envelopes() {
        return List.copyOf(envelopes);
    }

    /** Makes a statement durable; afterwards it may be sent. */
    void add(Envelope envelope) throws IOException {
        byte[] leaf = envelope.leaf();
        byte[] record = ByteBuffer.allocate(HEAD_BYTES + leaf.length)
                .putInt(leaf.length)
                .put(Digest.of(leaf).toBytes())
                .put(leaf)
                .array();
        long at = end();
        file.write(record, 0, record.length, at);
        file.sync();
        envelopes.add(envelope);
        ends.add(at + record.length);
    }

    /** Forgets all but the first {@code count} statements, durably: they were refused and will be numbered anew. */
    void cut(int count) throws IOException {
        envelopes.subList(count, envelopes.size()).clear();
        ends.subList(count, ends.size()).clear();
        cutTail();
    }

    /** Removes what a failed {@link #add} may have left. */
    void cutTail() throws IOException {
        file.truncate(end());
        file.sync();
    }

    long bytes() {
        return end();
    }

    private long end() {
        return ends.isEmpty() ? 0 : ends.getLast();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
