package org.commonwatch.ledger.follow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Ahead;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.tile.EntryBundle;

/**
 * The last short steps of a followed log, each durable with one write and one sync, where its tiles take a dozen: the new entries
 * and the checkpoint they lead to, or the cosignatures that made a held one final. Tiles follow from here until {@link Held}
 * has made them durable and marked a new base; then the file is written anew from its start, so that a step seldom makes it longer
 * and never shorter.
 *
 * <p>Records, big-endian: {@code "CWSTEP01", base (u64), from (u64), final (u8), entries (u32), bytes of the note (u32), of the
 * entries (u32)}, the note, the entries as in a bundle, SHA-256 of all that. Those of the base that go on where the one before ended
 * count; what an earlier base left behind does not, nor does a torn tail, which nobody was told of. One thread.
 */
final class Steps {
    /** Then the tiles are made durable. Reading it takes no longer than opening a log otherwise. */
    private static final int FILE_BYTES_MAX = 1024 * 1024;

    /** Entries of one step, longer ones go the long way. */
    private static final int STEP_BYTES_MAX = 512 * 1024;

    /** As many partial tiles may wait to be deleted. */
    private static final int STEPS_MAX = 256;

    private static final String FILE = "state/steps";
    private static final byte[] MAGIC = "CWSTEP01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = MAGIC.length + 2 * Long.BYTES + 1 + 3 * Integer.BYTES;

    private final Disk disk;
    private final Path file;
    private boolean there;
    private long end;
    private int count;

    Steps(Disk disk, Path directory) {
        this.disk = disk;
        this.file = directory.resolve(FILE);
    }

    /** @param isFinal the note is of a tree that is held, with its quorum; then there are no entries */
    record Step(long from, boolean isFinal, Note note, List<byte[]> leaves) {
        long to() {
            return from + leaves.size();
        }
    }

    /** Steps on from a base, made durable first: an earlier run may have left one that a crash could still take back. */
    List<Step> read(long base) throws IOException {
        end = 0;
        List<Step> steps = new ArrayList<>();
        there = disk.exists(file);
        if (!there) {
            count = 0;
            return steps;
        }
        byte[] bytes;
        try (DiskFile open = disk.openToRead(file)) {
            open.sync();
            bytes = open.read(0, (int) Math.min(open.size(), FILE_BYTES_MAX + 2L * STEP_BYTES_MAX + Note.BYTES_MAX));
        }
        long at = base;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        for (Optional<Step> step = next(in, base, at); step.isPresent(); step = next(in, base, at)) {
            steps.add(step.get());
            at = step.get().to();
            end = in.position();
        }
        count = steps.size();
        return steps;
    }

    private static Optional<Step> next(ByteBuffer in, long base, long at) {
        ByteBuffer record = in.slice();
        if (in.remaining() < HEAD_BYTES + Digest.BYTES) {
            return Optional.empty();
        }
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        long itsBase = in.getLong();
        long from = in.getLong();
        boolean isFinal = in.get() == 1;
        int entries = in.getInt();
        int noteBytes = in.getInt();
        int leafBytes = in.getInt();
        boolean fits =
                noteBytes >= 0 && leafBytes >= 0 && (long) noteBytes + leafBytes <= in.remaining() - Digest.BYTES;
        if (!Arrays.equals(magic, MAGIC) || itsBase != base || from != at || entries < 0 || !fits) {
            return Optional.empty();
        }
        int content = HEAD_BYTES + noteBytes + leafBytes;
        byte[] all = new byte[content];
        byte[] digest = new byte[Digest.BYTES];
        record.get(all).get(digest);
        if (!Arrays.equals(Digest.of(all).toBytes(), digest)) {
            return Optional.empty();
        }
        in.position(in.position() + noteBytes + leafBytes + Digest.BYTES);
        try {
            return Optional.of(new Step(
                    at,
                    isFinal,
                    Note.parse(Arrays.copyOfRange(all, HEAD_BYTES, HEAD_BYTES + noteBytes)),
                    EntryBundle.parse(Arrays.copyOfRange(all, HEAD_BYTES + noteBytes, content), entries)));
        } catch (Refused e) {
            throw new IllegalStateException("a step that was written whole does not read: " + e.refusal(), e);
        }
    }

    /** Whether there is room for these. */
    boolean takes(List<byte[]> leaves) {
        return end <= FILE_BYTES_MAX
                && count < STEPS_MAX
                && leaves.stream().mapToInt(leaf -> leaf.length).sum() <= STEP_BYTES_MAX;
    }

    /** Durable on return; after a fault {@link #read} tells whether it is there. */
    void append(long base, Step step) throws IOException {
        byte[] note = step.note().toBytes();
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        step.leaves().forEach(leaf -> EntryBundle.write(leaf, bundle));
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + note.length + bundle.size() + Digest.BYTES)
                .put(MAGIC)
                .putLong(base)
                .putLong(step.from())
                .put((byte) (step.isFinal() ? 1 : 0))
                .putInt(step.leaves().size())
                .putInt(note.length)
                .putInt(bundle.size())
                .put(note)
                .put(bundle.toByteArray());
        out.put(Digest.of(Arrays.copyOf(out.array(), out.position())).toBytes());
        try (DiskFile open = disk.openToWrite(file)) {
            byte[] ahead = Ahead.of(out.array(), end, open.size());
            open.write(ahead, 0, ahead.length, end);
            open.sync();
        }
        if (!there) {
            disk.syncDirectory(Objects.requireNonNull(file.getParent()));
            there = true;
        }
        end += out.capacity();
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** After a new base was marked, which none of these belongs to. */
    void restart() {
        end = 0;
        count = 0;
    }
}
