package org.commonwatch.ledger.sequence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Ahead;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.tile.EntryBundle;

/**
 * The write-ahead journal: one append and one fdatasync make a whole batch of entries durable, whatever number of tiles it
 * touches. A segment starts with the entries since the last full bundle. While the tiles of an older segment are being made
 * durable it stays; afterwards the newest segment and the full tiles before its start are all that recovery needs.
 *
 * <p>Layout, big-endian (docs/formats/ledger.md): header {@code "CWJRNL01"}, number (u64), start (u64), carried (u64),
 * SHA-256 of these 32 bytes; records {@code length (u32), count (u32), first index (u64), SHA-256 of these 16 bytes and the
 * content}, then the content as in an entry bundle. A tail whose hash fails was never acknowledged and is cut off; zeros
 * behind it are room for the next. One thread.
 */
final class Journal implements AutoCloseable {
    /** Content of one record: the largest carried bundle, or a batch with one entry more than fits. */
    static final int RECORD_BYTES_MAX = EntryBundle.BYTES_MAX + 65_537;

    private static final byte[] MAGIC = "CWJRNL01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_FIELDS_BYTES = 32;
    private static final int HEADER_BYTES = HEADER_FIELDS_BYTES + Digest.BYTES;
    private static final int RECORD_FIELDS_BYTES = 16;
    private static final int RECORD_HEAD_BYTES = RECORD_FIELDS_BYTES + Digest.BYTES;
    private static final String PREFIX = "journal-";

    /** Under another name until it is whole. */
    private static final String FIRST = "first.tmp";

    private final long number;
    private final DiskFile file;
    private long durableBytes;

    private Journal(long number, DiskFile file, long durableBytes) {
        this.number = number;
        this.file = file;
        this.durableBytes = durableBytes;
    }

    /** What a segment holds: leaves from index {@code start} on. */
    record Recovered(Journal journal, long start, List<byte[]> leaves) {
        long end() {
            return start + leaves.size();
        }

        /** The newer one must not end before this one. */
        Recovered followedBy(Recovered newer) {
            if (newer.start > end() || newer.start < start) {
                return newer;
            }
            List<byte[]> all = new ArrayList<>(leaves.subList(0, (int) (newer.start - start)));
            all.addAll(newer.leaves);
            return new Recovered(newer.journal, start, all);
        }
    }

    /**
     * Starts a segment with the entries from {@code start} (a multiple of 256) on and makes it durable; afterwards the
     * older ones may go.
     */
    static Journal create(Disk disk, Path directory, long number, long start, List<byte[]> carried) throws IOException {
        Journal journal = write(disk, directory.resolve(name(number)), number, start, carried);
        return named(disk, directory, journal);
    }

    /**
     * The first segment of a folder that has none, for a log that came as published files: it is there whole or not at all,
     * since there is no older one that would tell what is missing.
     */
    static Journal createFirst(Disk disk, Path directory, long start, List<byte[]> carried) throws IOException {
        Path temporary = directory.resolve(FIRST);
        Journal journal = write(disk, temporary, 1, start, carried);
        try {
            disk.move(temporary, directory.resolve(name(1)));
        } catch (IOException e) {
            journal.file.close();
            throw e;
        }
        return named(disk, directory, journal);
    }

    private static Journal named(Disk disk, Path directory, Journal journal) throws IOException {
        try {
            disk.syncDirectory(directory);
            return journal;
        } catch (IOException e) {
            journal.file.close();
            throw e;
        }
    }

    private static Journal write(Disk disk, Path path, long number, long start, List<byte[]> carried)
            throws IOException {
        DiskFile file = disk.openToWrite(path);
        try {
            byte[] fields = ByteBuffer.allocate(HEADER_FIELDS_BYTES)
                    .put(MAGIC)
                    .putLong(number)
                    .putLong(start)
                    .putLong(start + carried.size())
                    .array();
            file.truncate(0);
            file.write(fields, 0, fields.length, 0);
            file.write(Digest.of(fields).toBytes(), 0, Digest.BYTES, fields.length);
            Journal journal = new Journal(number, file, HEADER_BYTES);
            if (carried.isEmpty()) {
                file.sync();
            } else {
                journal.append(start, carried);
            }
            return journal;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * All entries the segments hold, one chain from the oldest that is needed; empty when none is whole. A segment that is
     * not whole was being created when the process died or the disk failed: its predecessor is still there and may even have
     * grown since. A gap means that what lies before it was settled long ago, and its deletion did not last. Torn tails are
     * cut off. Further entries go to the segment that leads farthest, the newest of equals.
     */
    static Optional<Recovered> recover(Disk disk, Path directory) throws IOException {
        Optional<Recovered> chain = Optional.empty();
        for (String name : segments(disk, directory)) {
            DiskFile file = disk.openToWrite(directory.resolve(name));
            Optional<Recovered> found = scan(file);
            if (found.isEmpty()
                    || chain.filter(before -> before.end() > found.get().end()).isPresent()) {
                file.close();
            } else {
                if (chain.isPresent()) {
                    chain.get().journal.close();
                }
                chain = Optional.of(
                        chain.map(before -> before.followedBy(found.get())).orElse(found.get()));
            }
        }
        if (chain.isPresent()) {
            chain.get().journal.cutTail();
        }
        return chain;
    }

    /**
     * What is wrong with the newest segment of a log that holds at least {@code size} entries. A tail that does not parse is
     * no damage when everything published lies before it.
     */
    static Optional<Damage> inspect(Disk disk, Path directory, String prefix, long size) throws IOException {
        List<String> names = segments(disk, directory);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String name = prefix + names.getLast();
        try (DiskFile file = disk.openToRead(directory.resolve(names.getLast()))) {
            Optional<Recovered> found = scan(file);
            if (found.isPresent() && found.get().end() >= size) {
                return Optional.empty();
            }
            long from = found.map(recovered -> recovered.journal.durableBytes).orElse(0L);
            return Optional.of(new Damage(
                    name,
                    from,
                    Math.max(from, file.size()),
                    "the journal does not lead to the published size " + size));
        }
    }

    static boolean exists(Disk disk, Path directory) throws IOException {
        return !segments(disk, directory).isEmpty();
    }

    /** Deletes all segments but this one, whose predecessors' tiles are durable now. */
    void deleteOthers(Disk disk, Path directory) throws IOException {
        for (String name : segments(disk, directory)) {
            if (!name.equals(name(number))) {
                disk.delete(directory.resolve(name));
            }
        }
    }

    long number() {
        return number;
    }

    /** Bytes that are known to be durable. */
    long bytes() {
        return durableBytes;
    }

    /**
     * Makes entries durable. When this throws, the tail is of unknown content: {@link #cutTail} before anything else.
     *
     * @param first index of the first leaf
     */
    void append(long first, List<byte[]> leaves) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] leaf : leaves) {
            EntryBundle.write(leaf, content);
        }
        byte[] bytes = content.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEAD_BYTES + bytes.length)
                .putInt(bytes.length)
                .putInt(leaves.size())
                .putLong(first);
        record.put(hash(record.array(), bytes)).put(bytes);
        byte[] ahead = Ahead.of(record.array(), durableBytes, file.size());
        file.write(ahead, 0, ahead.length, durableBytes);
        file.sync();
        durableBytes += record.capacity();
    }

    /** Removes whatever lies after the durable entries, durably. */
    void cutTail() throws IOException {
        if (file.size() != durableBytes) {
            file.truncate(durableBytes);
        }
        file.sync();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new DiskFault("closing " + name(number), e);
        }
    }

    private static Optional<Recovered> scan(DiskFile file) throws IOException {
        long size = file.size();
        if (size < HEADER_BYTES) {
            return Optional.empty();
        }
        byte[] header = file.read(0, HEADER_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(header);
        byte[] hash = Digest.of(Arrays.copyOf(header, HEADER_FIELDS_BYTES)).toBytes();
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || !Arrays.equals(header, HEADER_FIELDS_BYTES, HEADER_BYTES, hash, 0, Digest.BYTES)) {
            return Optional.empty();
        }
        long number = fields.getLong(8);
        long start = fields.getLong(16);
        long carried = fields.getLong(24);
        List<byte[]> leaves = new ArrayList<>();
        long at = HEADER_BYTES;
        while (true) {
            Optional<List<byte[]>> record = record(file, at, size, start + leaves.size());
            if (record.isEmpty()) {
                break;
            }
            leaves.addAll(record.get());
            at += RECORD_HEAD_BYTES
                    + record.get().stream().mapToLong(leaf -> 2 + leaf.length).sum();
        }
        return start + leaves.size() < carried
                ? Optional.empty()
                : Optional.of(new Recovered(new Journal(number, file, at), start, leaves));
    }

    private static Optional<List<byte[]>> record(DiskFile file, long at, long size, long first) throws IOException {
        if (size - at < RECORD_HEAD_BYTES) {
            return Optional.empty();
        }
        byte[] head = file.read(at, RECORD_HEAD_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(head);
        int length = fields.getInt(0);
        int count = fields.getInt(4);
        if (length < 0
                || length > RECORD_BYTES_MAX
                || length > size - at - RECORD_HEAD_BYTES
                || count < 1
                || count > length / 2
                || fields.getLong(8) != first) {
            return Optional.empty();
        }
        byte[] content = file.read(at + RECORD_HEAD_BYTES, length);
        if (!Arrays.equals(head, RECORD_FIELDS_BYTES, RECORD_HEAD_BYTES, hash(head, content), 0, Digest.BYTES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(EntryBundle.parse(content, count));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    private static byte[] hash(byte[] head, byte[] content) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(head, 0, RECORD_FIELDS_BYTES);
        sha256.update(content);
        return sha256.digest();
    }

    private static String name(long number) {
        return PREFIX + String.format(Locale.ROOT, "%016d", number);
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    private static List<String> segments(Disk disk, Path directory) throws IOException {
        return disk.list(directory).stream().filter(Journal::isName).toList();
    }
}
