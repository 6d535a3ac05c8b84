package org.commonwatch.ledger.tile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * One moment of a log that goes on growing: all that a copy of its folder needs to be that log at the size it has published.
 * A tree only grows, so of the files below its size just the checkpoints and the last, partial tiles change; those are read here
 * at once, each cut to its width. Full tiles and bundles stay as they are, and may be copied at leisure.
 *
 * <p>A folder of these files alone opens as a published log does, whoever ordered it: there is no journal to it, since nobody was
 * told of an entry that no checkpoint covers. Immutable; safe from many threads.
 */
public final class LogCut {
    /** A cut takes a few reads; a log that outruns it so often is broken. */
    private static final int TRIES_MAX = 16;

    private final Disk disk;
    private final Path directory;
    private final long size;
    private final SortedMap<String, byte[]> changing;

    private LogCut(Disk disk, Path directory, long size, SortedMap<String, byte[]> changing) {
        this.disk = disk;
        this.directory = directory;
        this.size = size;
        this.changing = Collections.unmodifiableSortedMap(changing);
    }

    /** @throws DiskFault when the disk fails, or the log was closed and goes on elsewhere in the same folder */
    static LogCut of(Disk disk, Path directory, LogReader reader) {
        for (int tries = 1; ; tries++) {
            // In this order: the newest is never behind the final one.
            Optional<SignedCheckpoint> last = reader.finalCheckpoint();
            SignedCheckpoint head = reader.checkpoint();
            SortedMap<String, byte[]> changing = changing(reader, head, last);
            LogCut cut = new LogCut(disk, directory, head.size(), changing);
            if (cut.isOf(head)
                    && last.filter(checkpoint -> !cut.isOf(checkpoint)).isEmpty()) {
                return cut;
            }
            if (tries == TRIES_MAX) {
                throw new LogDamaged("tile", "partial tiles are not those of the checkpoint of " + head.size());
            }
        }
    }

    private static SortedMap<String, byte[]> changing(
            LogReader reader, SignedCheckpoint head, Optional<SignedCheckpoint> last) {
        SortedMap<String, byte[]> changing = new TreeMap<>();
        last.ifPresent(checkpoint -> changing.put("checkpoint", checkpoint.toBytes()));
        boolean waits = last.isEmpty() || last.get().size() < head.size();
        if (waits && !head.note().signatures().isEmpty()) {
            changing.put(HeadFile.NAME, head.toBytes());
        }
        List<TilePath> partials = new ArrayList<>(TilePath.partials(head.size()));
        last.ifPresent(checkpoint -> partials.addAll(TilePath.partials(checkpoint.size())));
        for (TilePath partial : partials) {
            changing.computeIfAbsent(
                    partial.text(),
                    path -> reader.resource(path)
                            .orElseThrow(() -> new LogDamaged(path, "not a tile of the tree of " + reader.size())));
        }
        return changing;
    }

    /**
     * Whether the partial tiles are those of the checkpoint's tree: whoever is held up between opening one and reading it may read
     * a later one, whose file it has become.
     */
    private boolean isOf(SignedCheckpoint checkpoint) {
        long size = checkpoint.size();
        RightEdge edge = RightEdge.at(size - size % TilePath.WIDTH, this::read);
        Rfc6962 hasher = new Rfc6962();
        try {
            if (size % TilePath.WIDTH != 0) {
                TilePath bundle = TilePath.inTree(TilePath.ENTRIES, size / TilePath.WIDTH, size)
                        .orElseThrow();
                EntryBundle.parse(read(bundle), bundle.width())
                        .forEach(leaf -> edge.append(hasher.leaf(leaf), (path, hashes) -> {}));
            }
        } catch (Refused otherBytes) {
            return false;
        }
        return edge.root().equals(checkpoint.root())
                && edge.partials().stream().allMatch(path -> Arrays.equals(edge.hashes(path), read(path)));
    }

    private byte[] read(TilePath path) {
        try {
            return path.isPartial()
                    ? Objects.requireNonNull(changing.get(path.text()), path.text())
                    : disk.readAll(directory.resolve(path.text()), EntryBundle.BYTES_MAX);
        } catch (IOException e) {
            throw new DiskFault("reading " + path, e);
        }
    }

    /** Entries in it, final or not. */
    public long size() {
        return size;
    }

    /** The files that change while the log grows, by their path in its folder. */
    public SortedMap<String, byte[]> changing() {
        return changing;
    }

    /** The files that never change any more. */
    public Stream<TilePath> full() {
        return IntStream.range(TilePath.ENTRIES, TilePath.LEVELS)
                .boxed()
                .flatMap(level -> LongStream.range(0, TilePath.fullTiles(level, size))
                        .mapToObj(index -> TilePath.full(level, index)));
    }

    /**
     * The entries of one bundle, those beyond {@link #size} left out.
     *
     * @throws LogDamaged when the file is not a bundle
     */
    public List<byte[]> bundle(long index) {
        TilePath path = TilePath.inTree(TilePath.ENTRIES, index, size)
                .orElseThrow(() -> new IllegalArgumentException("no bundle " + index + " in a log of " + size));
        try {
            return EntryBundle.parse(read(path), path.width());
        } catch (Refused e) {
            throw new LogDamaged(path.text(), e.refusal().toString());
        }
    }
}
