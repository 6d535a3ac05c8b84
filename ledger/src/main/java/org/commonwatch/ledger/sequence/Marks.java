package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;

/**
 * Which batch of the agreed order led to which size of this node's log. A mark is durable before the entries of its batch
 * are; the size that is found after a crash then tells whether the batch was taken. Two files, written in turn, so that a torn
 * one leaves the one before it.
 *
 * <p>A file, big-endian: {@code "CWMARK01"}, term (u64), index (u64), size after (u64), SHA-256 of these.
 * One thread.
 */
final class Marks {
    private static final String PREFIX = "mark-";

    private static final byte[] MAGIC = "CWMARK01".getBytes(StandardCharsets.US_ASCII);
    private static final int FIELDS_BYTES = MAGIC.length + 3 * Long.BYTES;
    private static final int BYTES = FIELDS_BYTES + Digest.BYTES;
    private static final int FILES = 2;

    private final List<DiskFile> files;
    private int current;

    /** What is in it, or was being written there. */
    private Optional<Turn> latest;

    /** What one file says. */
    private record Mark(Turn turn, long after) {}

    private Marks(List<DiskFile> files, int current, Optional<Turn> latest) {
        this.files = List.copyOf(files);
        this.current = current;
        this.latest = latest;
    }

    /** The marks of a log, and the last batch that is in it. */
    record Found(Marks marks, Optional<Turn> last) {}

    /** @param size of the log as it was found */
    static Found open(Disk disk, Path stateDirectory, long size) throws IOException {
        List<DiskFile> files = new ArrayList<>();
        try {
            Optional<Turn> last = Optional.empty();
            int newest = FILES - 1;
            for (int number = 0; number < FILES; number++) {
                files.add(disk.openToWrite(stateDirectory.resolve(PREFIX + number)));
                Optional<Mark> mark = read(files.getLast()).filter(one -> one.after() <= size);
                if (mark.isPresent() && isNewer(mark.get().turn(), last)) {
                    last = mark.map(Mark::turn);
                    newest = number;
                }
            }
            disk.syncDirectory(stateDirectory);
            return new Found(new Marks(files, newest, last), last);
        } catch (IOException e) {
            for (DiskFile file : files) {
                file.close();
            }
            throw e;
        }
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    private static boolean isNewer(Turn turn, Optional<Turn> last) {
        return last.isEmpty() || last.get().index() < turn.index();
    }

    private static Optional<Mark> read(DiskFile file) throws IOException {
        if (file.size() != BYTES) {
            return Optional.empty();
        }
        byte[] bytes = file.read(0, BYTES);
        byte[] hash = Digest.of(Arrays.copyOf(bytes, FIELDS_BYTES)).toBytes();
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || !Arrays.equals(bytes, FIELDS_BYTES, BYTES, hash, 0, Digest.BYTES)) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes, MAGIC.length, FIELDS_BYTES - MAGIC.length);
        return Optional.of(new Mark(new Turn(fields.getLong(), fields.getLong()), fields.getLong()));
    }

    /** Durable on return. The mark of a turn that is tried again replaces its own, never the one before. */
    void write(Turn turn, long after) throws IOException {
        if (!latest.equals(Optional.of(turn))) {
            current = (current + 1) % FILES;
            latest = Optional.of(turn);
        }
        byte[] fields = ByteBuffer.allocate(FIELDS_BYTES)
                .put(MAGIC)
                .putLong(turn.term())
                .putLong(turn.index())
                .putLong(after)
                .array();
        byte[] bytes = Arrays.copyOf(fields, BYTES);
        System.arraycopy(Digest.of(fields).toBytes(), 0, bytes, FIELDS_BYTES, Digest.BYTES);
        files.get(current).write(bytes, 0, BYTES, 0);
        files.get(current).sync();
    }

    void close() throws IOException {
        for (DiskFile file : files) {
            file.close();
        }
    }
}
