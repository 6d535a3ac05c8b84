package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;

/**
 * Takes payload files, or objects of them, off the disk. Order: the marker, durable, then the bytes, then the folder; so after
 * a crash the payload is there or gone, and a marker beside a whole file says that erasing was begun. A temporary file that an
 * interrupted write left behind holds the same bytes and goes too.
 */
final class Erasing {
    private static final String TEMPORARY = ".tmp";
    static final String MARKER = ".erased";

    private final Disk disk;

    Erasing(Disk disk) {
        this.disk = disk;
    }

    static Path marker(Path file) {
        return file.resolveSibling(file.getFileName() + MARKER);
    }

    static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    void whole(Path file, String origin, long order) throws IOException {
        mark(file, origin, order);
        disk.delete(file);
        disk.delete(temporary(file));
        disk.syncDirectory(folder(file));
    }

    void part(Path file, String origin, long order, Collection<Integer> positions) throws IOException {
        Optional<byte[]> whole = bytes(file, PayloadStore.FILE_BYTES_MAX);
        if (whole.isEmpty()) {
            return;
        }
        Optional<byte[]> left = without(whole.orElseThrow(), positions);
        if (left.isEmpty()) {
            whole(file, origin, order);
            return;
        }
        mark(file, origin, order);
        disk.replace(file, left.orElseThrow());
        disk.syncDirectory(folder(file));
    }

    /** What lies beside a payload file; empty when nothing does, or nothing that reads. */
    Optional<ErasureMarker> read(Path file) {
        return markerBytes(file).flatMap(ErasureMarker::parse);
    }

    Optional<Damage> inspect(Path file, String path, String origin, List<Long> orders) {
        Optional<byte[]> found = markerBytes(file);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = found.orElseThrow();
        String name = path + MARKER;
        if (orders.isEmpty()) {
            return Optional.of(
                    new Damage(name, 0, bytes.length, "no order that erases this payload stands in the log"));
        }
        boolean right = ErasureMarker.parse(bytes)
                .filter(read -> read.origin().equals(origin) && orders.containsAll(read.orders()))
                .isPresent();
        List<Long> named = orders.subList(0, Math.min(orders.size(), ErasureMarker.ORDERS_MAX));
        byte[] expected = new ErasureMarker(origin, named).toBytes();
        return right
                ? Optional.empty()
                : Optional.of(Damage.firstDifference(name, bytes, expected, "not the marker of these orders"));
    }

    /** The file without some objects; empty when none is left, or when it is none that this can be done to. */
    private static Optional<byte[]> without(byte[] whole, Collection<Integer> positions) {
        try {
            PayloadHeader header = PayloadHeader.parse(whole, whole.length);
            TreeSet<Integer> gone = new TreeSet<>(header.erased());
            positions.stream().filter(position -> position < header.count()).forEach(gone::add);
            if (gone.size() == header.count()) {
                return Optional.empty();
            }
            byte[] left = whole.clone();
            byte[] table = header.without(gone).toBytes();
            System.arraycopy(table, 0, left, 0, table.length);
            for (int position : gone) {
                int from = Math.toIntExact(header.offset(position));
                Arrays.fill(left, from, from + header.length(position), (byte) 0);
            }
            return Optional.of(left);
        } catch (Refused ofAnotherForm) {
            return Optional.empty();
        }
    }

    private void mark(Path file, String origin, long order) throws IOException {
        ErasureMarker marker =
                read(file).map(known -> known.with(order)).orElseGet(() -> new ErasureMarker(origin, List.of(order)));
        disk.replace(marker(file), marker.toBytes());
        disk.syncDirectory(folder(file));
    }

    private Optional<byte[]> markerBytes(Path file) {
        try {
            return bytes(marker(file), ErasureMarker.BYTES_MAX);
        } catch (IOException e) {
            throw new DiskFault("reading " + marker(file), e);
        }
    }

    private Optional<byte[]> bytes(Path file, int bytesMax) throws IOException {
        try {
            return Optional.of(disk.readAll(file, bytesMax));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static Path folder(Path file) {
        return file.resolveSibling("").normalize();
    }
}
