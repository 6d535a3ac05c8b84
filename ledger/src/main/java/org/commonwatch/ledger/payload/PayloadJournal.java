package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Ahead;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;

/**
 * One of the two files in which small payloads are durable before their own files are, docs/formats/ledger.md. Records,
 * big-endian: {@code "CWPJRNL1"}, generation (u64), statement id, length (u32), SHA-256 of the content, SHA-256 of these fields;
 * then the content. Those of the first record's generation count, up to the first whose fields are not whole. Content that is
 * not what its record says was taken back, or torn before anybody was told of it.
 *
 * <p>Guarded by its owner.
 */
final class PayloadJournal {
    /** Then the other file is gone on with. */
    static final int BYTES_MAX = 8 * 1024 * 1024;

    private static final byte[] MAGIC = "CWPJRNL1".getBytes(StandardCharsets.US_ASCII);
    private static final int FIELDS_BYTES = MAGIC.length + Long.BYTES + Digest.BYTES + Integer.BYTES + Digest.BYTES;
    static final int HEAD_BYTES = FIELDS_BYTES + Digest.BYTES;

    private final Disk disk;
    private final Path file;
    private final int recordsMax;
    private final List<Place> places = new ArrayList<>();
    private long generation;
    private long end;

    /** Whether its name is known to outlive a crash. */
    private boolean named;

    /** Nobody knows what lies behind the end. */
    private boolean tailUnknown;

    /** @param at where its content begins */
    private record Place(Digest id, long at, int length) {
        /** Its place is still taken and counted, under an id that nobody has. */
        static final Place BLANK = new Place(Digest.of(new byte[0]), 0, 0);
    }

    /** A payload as it lies in the journal, or is to. */
    static final class Journaled {
        private final Digest id;
        private final byte[] content;

        Journaled(Digest id, byte[] content) {
            this.id = id;
            this.content = content;
        }

        Digest id() {
            return id;
        }

        byte[] content() {
            return content;
        }
    }

    PayloadJournal(Disk disk, Path file, int recordsMax) {
        this.disk = disk;
        this.recordsMax = recordsMax;
        this.file = file;
    }

    /** What the file holds, made durable first: an earlier run may have left what a crash could still take back. */
    List<Journaled> read() throws IOException {
        List<Journaled> found = new ArrayList<>();
        if (!disk.exists(file)) {
            return found;
        }
        byte[] all;
        try (DiskFile open = disk.openToWrite(file)) {
            open.sync();
            all = open.read(0, (int) Math.min(open.size(), BYTES_MAX + Ahead.of(new byte[1], 0, 0).length));
        }
        while (true) {
            Optional<ByteBuffer> head = head(all);
            if (head.isEmpty()) {
                // What lies behind may be of a write that failed.
                tailUnknown = true;
                return found;
            }
            take(all, head.orElseThrow()).ifPresent(found::add);
        }
    }

    private Optional<ByteBuffer> head(byte[] all) {
        int at = (int) end;
        if (all.length - at < HEAD_BYTES) {
            return Optional.empty();
        }
        byte[] fields = Arrays.copyOfRange(all, at, at + FIELDS_BYTES);
        byte[] digest = Arrays.copyOfRange(all, at + FIELDS_BYTES, at + HEAD_BYTES);
        ByteBuffer in = ByteBuffer.wrap(fields);
        boolean whole = Arrays.equals(fields, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Arrays.equals(Digest.of(fields).toBytes(), digest);
        long its = in.getLong(MAGIC.length);
        int length = in.getInt(MAGIC.length + Long.BYTES + Digest.BYTES);
        boolean fits = whole && (at == 0 || its == generation) && length >= 0 && length <= all.length - at - HEAD_BYTES;
        return fits ? Optional.of(in) : Optional.empty();
    }

    private Optional<Journaled> take(byte[] all, ByteBuffer head) {
        generation = head.getLong(MAGIC.length);
        head.position(MAGIC.length + Long.BYTES);
        Digest id = digest(head);
        int length = head.getInt();
        Digest expected = digest(head);
        long from = end + HEAD_BYTES;
        byte[] content = Arrays.copyOfRange(all, (int) from, (int) from + length);
        places.add(Arrays.equals(content, new byte[length]) ? Place.BLANK : new Place(id, from, length));
        end = from + length;
        return Digest.of(content).equals(expected) ? Optional.of(new Journaled(id, content)) : Optional.empty();
    }

    private static Digest digest(ByteBuffer in) {
        byte[] bytes = new byte[Digest.BYTES];
        in.get(bytes);
        return Digest.fromBytes(bytes);
    }

    long generation() {
        return generation;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    boolean isHalfFull() {
        return end > BYTES_MAX / 2 || places.size() > recordsMax / 2;
    }

    boolean takes(int records, long bytes) {
        return end + records * (long) HEAD_BYTES + bytes <= BYTES_MAX && places.size() + records <= recordsMax;
    }

    boolean holds(Digest id) {
        return places.stream().anyMatch(place -> place.id().equals(id));
    }

    /** Statements whose payloads it holds. */
    List<Digest> ids() {
        return places.stream().map(Place::id).toList();
    }

    /** Durable on return, all of them; when it throws, any of them may be. */
    void append(List<Journaled> payloads) throws IOException {
        int bytes = payloads.stream()
                .mapToInt(one -> HEAD_BYTES + one.content().length)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(bytes);
        List<Place> added = new ArrayList<>();
        for (Journaled one : payloads) {
            int from = out.position();
            out.put(MAGIC).putLong(generation).put(one.id().toBytes()).putInt(one.content().length);
            out.put(Digest.of(one.content()).toBytes());
            out.put(Digest.of(Arrays.copyOfRange(out.array(), from, out.position()))
                    .toBytes());
            added.add(new Place(one.id(), end + out.position(), one.content().length));
            out.put(one.content());
        }
        try (DiskFile open = disk.openToWrite(file)) {
            cutTail(open);
            tailUnknown = true;
            byte[] ahead = Ahead.of(out.array(), end, open.size());
            open.write(ahead, 0, ahead.length, end);
            open.sync();
        }
        if (!named) {
            Path folder = file.resolveSibling("").normalize();
            disk.syncDirectory(folder);
            disk.syncDirectory(folder.resolveSibling("").normalize());
            named = true;
        }
        tailUnknown = false;
        end += bytes;
        places.addAll(added);
    }

    private void cutTail(DiskFile open) throws IOException {
        if (tailUnknown) {
            open.truncate(end);
            open.sync();
            tailUnknown = false;
        }
    }

    /** Overwrites what is held of a statement, and what a failed write may have left. Durable on return. */
    void blank(Digest id) throws IOException {
        if (!disk.exists(file) || (!holds(id) && !tailUnknown)) {
            return;
        }
        try (DiskFile open = disk.openToWrite(file)) {
            cutTail(open);
            for (Place place : places) {
                if (place.id().equals(id)) {
                    open.write(new byte[place.length()], 0, place.length(), place.at());
                }
            }
            open.sync();
        }
        places.replaceAll(place -> place.id().equals(id) ? Place.BLANK : place);
    }

    /** Begins anew with nothing; what was held is durable in files of its own. */
    void restart(long next) throws IOException {
        if (disk.exists(file)) {
            try (DiskFile open = disk.openToWrite(file)) {
                open.truncate(0);
                open.sync();
            }
        }
        places.clear();
        end = 0;
        tailUnknown = false;
        generation = next;
    }
}
