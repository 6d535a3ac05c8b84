package org.commonwatch.ledger.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/**
 * A small record that is replaced all the time: two files, {@code NAME-0} and {@code NAME-1}, written over in turn, so that a
 * torn one leaves the one before it. It costs one flush where a file that is renamed over another costs a new file, a freed one
 * and two commits of the file system, docs/adr/061.
 *
 * <p>A file, big-endian: {@code "CWTWOFL1"}, number of the record (u64), length (u32), the record, SHA-256 of all that; what is
 * behind it means nothing. The whole one with the greater number counts. Nobody is told of the first record before it is in
 * both, so two files of which none is whole are damaged, and one alone that is not whole is none. One thread.
 */
public final class TwoFiles {
    private static final byte[] MAGIC = "CWTWOFL1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = MAGIC.length + Long.BYTES + Integer.BYTES;

    /** Sizes of files, so that a record that is a little longer makes none longer. */
    private static final int STEP_BYTES = 4_096;

    private static final int FILES = 2;

    private final Disk disk;
    private final Path file;
    private final int bytesMax;

    /** Whether the rest is known: read, and nothing has failed since. */
    private boolean known;

    private long number;
    private int next;
    private boolean both;
    private boolean older;

    private record Whole(long number, int index, ByteBuffer content) {}

    /**
     * @param file name without a number; what lies there is from a release that replaced it by renaming, and counts while nothing
     *     else is there
     * @param bytesMax of a record
     */
    public TwoFiles(Disk disk, Path file, int bytesMax) {
        this.disk = disk;
        this.file = file;
        this.bytesMax = bytesMax;
    }

    private Path at(int index) {
        return file.resolveSibling(file.getFileName() + "-" + index);
    }

    /**
     * The record as it lies there, for somebody who changes nothing.
     *
     * @throws IOException also when both files are damaged
     */
    public Optional<byte[]> look() throws IOException {
        Optional<Whole> newest = Optional.empty();
        int there = 0;
        for (int index = 0; index < FILES; index++) {
            if (disk.exists(at(index))) {
                there++;
                Optional<Whole> found = whole(index);
                if (newest.isEmpty()
                        || (found.isPresent()
                                && found.get().number() > newest.get().number())) {
                    newest = found;
                }
            }
        }
        if (newest.isEmpty() && there == FILES) {
            throw new IOException("both files of " + file + " are damaged");
        }
        both = there == FILES;
        older = disk.exists(file);
        number = newest.map(Whole::number).orElse(0L);
        next = newest.map(whole -> 1 - whole.index()).orElse(0);
        if (newest.isEmpty()) {
            return older ? Optional.of(disk.readAll(file, bytesMax)) : Optional.empty();
        }
        return newest.map(whole -> whole.content().array());
    }

    /** The newest record, made durable first: what failed may have left one that a crash could still take back. */
    public Optional<byte[]> read() throws IOException {
        boolean any = false;
        for (int index = 0; index < FILES; index++) {
            if (disk.exists(at(index))) {
                try (DiskFile open = disk.openToWrite(at(index))) {
                    open.sync();
                }
                any = true;
            }
        }
        if (any || disk.exists(file)) {
            disk.syncDirectory(folder());
        }
        Optional<byte[]> found = look();
        known = true;
        return found;
    }

    private Optional<Whole> whole(int index) throws IOException {
        byte[] all;
        try (DiskFile open = disk.openToRead(at(index))) {
            all = open.read(0, (int) Math.min(open.size(), HEAD_BYTES + (long) bytesMax + Digest.BYTES));
        }
        if (all.length < HEAD_BYTES + Digest.BYTES || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(all, MAGIC.length, HEAD_BYTES - MAGIC.length);
        long its = in.getLong();
        int length = in.getInt();
        if (length < 0 || length > all.length - HEAD_BYTES - Digest.BYTES) {
            return Optional.empty();
        }
        int end = HEAD_BYTES + length;
        byte[] digest = Digest.of(Arrays.copyOf(all, end)).toBytes();
        return Arrays.equals(digest, 0, Digest.BYTES, all, end, end + Digest.BYTES)
                ? Optional.of(new Whole(its, index, ByteBuffer.wrap(Arrays.copyOfRange(all, HEAD_BYTES, end))))
                : Optional.empty();
    }

    /** Durable on return, in a folder that is there. When it throws, either record may be read from here on. */
    public void write(byte[] record) throws IOException {
        write(record, false);
    }

    /** As {@link #write}, one file after the other, so that a file that is damaged later takes nothing that was told. */
    public void writeBoth(byte[] record) throws IOException {
        write(record, true);
    }

    private void write(byte[] record, boolean twice) throws IOException {
        if (record.length > bytesMax) {
            throw new IllegalArgumentException("a record of " + record.length + " bytes, more than " + bytesMax);
        }
        if (!known) {
            read();
        }
        known = false;
        byte[] bytes = bytes(number + 1, record);
        put(at(next), bytes);
        if (!both) {
            // Its name as well, before the other one is touched.
            disk.syncDirectory(folder());
        }
        if (twice || !both) {
            put(at(1 - next), bytes);
        }
        if (!both) {
            disk.syncDirectory(folder());
            both = true;
        }
        if (older) {
            disk.delete(file);
            older = false;
        }
        number++;
        next = 1 - next;
        known = true;
    }

    private static byte[] bytes(long number, byte[] record) {
        int end = HEAD_BYTES + record.length;
        byte[] bytes = new byte[(end + Digest.BYTES + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES];
        ByteBuffer.wrap(bytes).put(MAGIC).putLong(number).putInt(record.length).put(record);
        System.arraycopy(Digest.of(Arrays.copyOf(bytes, end)).toBytes(), 0, bytes, end, Digest.BYTES);
        return bytes;
    }

    private void put(Path target, byte[] bytes) throws IOException {
        try (DiskFile open = disk.openToWrite(target)) {
            open.write(bytes, 0, bytes.length, 0);
            open.sync();
        }
    }

    private Path folder() {
        return file.resolveSibling("").normalize();
    }
}
