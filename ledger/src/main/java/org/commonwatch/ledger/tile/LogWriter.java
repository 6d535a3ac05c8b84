package org.commonwatch.ledger.tile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.disk.TwoFiles;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * Writes the files of a log: bundles and tiles first, then the checkpoint that needs them, then away with the partial ones
 * it supersedes. Nothing here is durable until {@link #settle}; until then the sequencer's journal holds the entries, and
 * after a crash everything since the last settled size is written again with the same bytes.
 *
 * <p>Every step may fail and be tried again: what is not on disk yet stays queued in memory. One thread.
 */
public final class LogWriter {
    /**
     * So many superseded partial tiles of a folder rest before the oldest becomes a new one, which spares the file system a deletion
     * and a new file: ext4 looks at every file that was deleted in the last minutes whenever it makes one. Whoever was reading it is
     * done. Within its folder, since a crash may leave what was moved to another one under both names.
     */
    static final int RESTING = 6;

    private record Unwritten(TilePath path, Content content) {}

    /** Wrapped, because the queue's records hold it. */
    private static final class Content {
        final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final Disk disk;
    private final Path directory;
    private final RightEdge edge;
    private final TwoFiles head;
    private final Rfc6962 hasher = new Rfc6962();
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    private final ArrayDeque<Unwritten> unwritten = new ArrayDeque<>();
    private final Set<TilePath> partials = new HashSet<>();

    /** Oldest first. */
    private final Set<TilePath> superseded = new LinkedHashSet<>();

    private Set<Long> kept = Set.of();
    private final Set<Path> unsettledFiles = new HashSet<>();
    private final Set<Path> unsettledFolders = new HashSet<>();
    private final Set<Path> knownFolders = new HashSet<>();

    /** Until everything recovered stands on disk, files that are right already are left alone: a full disk may be why. */
    private boolean recovering = true;

    private LogWriter(Disk disk, Path directory, RightEdge edge) {
        this.disk = disk;
        this.directory = directory;
        this.edge = edge;
        this.head = HeadFile.in(disk, directory);
    }

    /** Continues at {@code size}, a multiple of 256 up to which all tiles and bundles are on disk. */
    public static LogWriter at(Disk disk, Path directory, long size) {
        if (size % TilePath.WIDTH != 0) {
            throw new IllegalArgumentException("a writer starts where a bundle starts, not at " + size);
        }
        return new LogWriter(disk, directory, RightEdge.at(size, path -> readTile(disk, directory, path)));
    }

    private static byte[] readTile(Disk disk, Path directory, TilePath path) {
        try {
            byte[] hashes = disk.readAll(directory.resolve(path.text()), TilePath.WIDTH * Digest.BYTES);
            if (hashes.length != path.width() * Digest.BYTES) {
                throw new LogDamaged(path.text(), "byte " + hashes.length + ": wrong length");
            }
            return hashes;
        } catch (NoSuchFileException e) {
            throw new LogDamaged(path.text(), "the file is missing");
        } catch (IOException e) {
            throw new DiskFault("reading " + path, e);
        }
    }

    public long size() {
        return edge.size();
    }

    public Digest root() {
        return edge.root();
    }

    /** The tree so far, to grow on its own. */
    public RightEdge edge() {
        return edge.copy();
    }

    /** Adds a leaf in memory and returns its hash. */
    public Digest append(byte[] leaf) {
        Digest hash = hasher.leaf(leaf);
        EntryBundle.write(leaf, bundle);
        edge.append(hash, (path, hashes) -> {
            if (path.level() == 0) {
                unwritten.add(new Unwritten(
                        TilePath.full(TilePath.ENTRIES, path.index()), new Content(bundle.toByteArray())));
                bundle.reset();
            }
            unwritten.add(new Unwritten(path, new Content(hashes)));
        });
        return hash;
    }

    /** Writes all tiles and bundles of {@link #size}, full ones and partial ones. */
    public void writeTiles() throws IOException {
        while (!unwritten.isEmpty()) {
            Unwritten next = unwritten.getFirst();
            write(next.path, next.content.bytes);
            unwritten.removeFirst();
        }
        List<TilePath> now = new ArrayList<>(edge.partials());
        if (edge.size() % TilePath.WIDTH != 0) {
            now.add(new TilePath(TilePath.ENTRIES, edge.size() / TilePath.WIDTH, (int) (edge.size() % TilePath.WIDTH)));
        }
        for (TilePath path : now) {
            if (!partials.contains(path)) {
                write(path, path.isEntries() ? bundle.toByteArray() : edge.hashes(path));
                partials.add(path);
            }
        }
        recovering = false;
        for (TilePath path : List.copyOf(partials)) {
            if (!now.contains(path)) {
                superseded.add(path);
                partials.remove(path);
            }
        }
    }

    /** Puts a checkpoint of {@link #size} where readers look; its tiles were written before. */
    public void writeCheckpoint(SignedCheckpoint checkpoint) throws IOException {
        disk.replace(directory.resolve("checkpoint"), checkpoint.toBytes());
        unsettledFolders.add(directory);
    }

    /**
     * Puts a checkpoint of {@link #size} where this log finds it again, though it is not final yet. Durable on return: no
     * cosigner may come to know a size that a crash could make this log forget.
     */
    public void writeHead(SignedCheckpoint checkpoint) throws IOException {
        head.write(checkpoint.toBytes());
    }

    /**
     * Names the smaller trees whose partial tiles must stay on disk, because a checkpoint of theirs lies there; replaces
     * what was named before.
     */
    public void keep(Set<Long> sizes) {
        kept = Set.copyOf(sizes);
    }

    /**
     * Writes those partial tiles of a {@link #keep kept} tree that a crash or an older run took away or tore (they are not
     * synced), cut from the wider ones that are there. Call after {@link #writeTiles}.
     */
    public void restoreKept() throws IOException {
        for (long size : kept) {
            for (TilePath path : TilePath.partials(size)) {
                if (partials.contains(path) || superseded.contains(path)) {
                    // This writer wrote it, or has looked at it.
                    continue;
                }
                byte[] right = cut(path);
                if (!isOnDisk(directory.resolve(path.text()), right)) {
                    write(path, right);
                }
                superseded.add(path);
            }
        }
    }

    private byte[] cut(TilePath path) throws IOException {
        TilePath now = TilePath.inTree(path.level(), path.index(), edge.size()).orElseThrow();
        byte[] wider = disk.readAll(directory.resolve(now.text()), EntryBundle.BYTES_MAX);
        try {
            return path.isEntries()
                    ? EntryBundle.prefix(wider, path.width())
                    : Arrays.copyOf(wider, path.width() * Digest.BYTES);
        } catch (Refused e) {
            throw new LogDamaged(now.text(), e.refusal().toString());
        }
    }

    private boolean isKept(TilePath path) {
        return kept.stream().anyMatch(size -> isPartialOf(path, size));
    }

    private static boolean isPartialOf(TilePath path, long size) {
        return TilePath.inTree(path.level(), path.index(), size)
                .filter(path::equals)
                .isPresent();
    }

    /** Deletes the partial tiles that no current checkpoint needs. */
    public void deleteSuperseded() throws IOException {
        deleteSuperseded(0);
    }

    /** As above, but for the newest of each folder, which become new ones. */
    public void tidySuperseded() throws IOException {
        deleteSuperseded(RESTING + 1);
    }

    private void deleteSuperseded(int resting) throws IOException {
        for (TilePath path : List.copyOf(superseded)) {
            boolean over = path.index() != TilePath.fullTiles(path.level(), edge.size());
            if (isKept(path) || (!over && beside(path).size() <= resting)) {
                continue;
            }
            disk.delete(directory.resolve(path.text()));
            superseded.remove(path);
            if (over && beside(path).isEmpty()) {
                deleteFolder(directory.resolve(path.partialFolder()));
            }
        }
    }

    /** Superseded ones of its folder, oldest first. */
    private List<TilePath> beside(TilePath path) {
        return superseded.stream()
                .filter(other -> other.level() == path.level() && other.index() == path.index())
                .toList();
    }

    /** Gives a partial tile that no current checkpoint needs another name; its content is anything. */
    private void reuse(TilePath path) throws IOException {
        List<TilePath> lying = beside(path);
        Optional<TilePath> oldest = lying.size() <= RESTING
                ? Optional.empty()
                : lying.stream().filter(other -> !isKept(other)).findFirst();
        if (oldest.isPresent()) {
            Path from = directory.resolve(oldest.get().text());
            // It may have gone in a try that was reported as failed.
            if (disk.exists(from)) {
                disk.move(from, directory.resolve(path.text()));
            }
            superseded.remove(oldest.get());
        }
    }

    /**
     * Deletes partial tiles that a crash left behind, for bundles from {@code fromSize} on: the only ones that were being
     * written since the last settled size.
     */
    public void deleteStray(long fromSize) throws IOException {
        for (int level = TilePath.ENTRIES; level < TilePath.LEVELS; level++) {
            long last = TilePath.fullTiles(level, edge.size());
            for (long index = TilePath.fullTiles(level, fromSize); index <= last; index++) {
                TilePath any = new TilePath(level, index, 1);
                Path folder = directory.resolve(any.partialFolder());
                boolean used = false;
                for (String name : disk.list(folder)) {
                    boolean keep = false;
                    for (TilePath path : partials) {
                        keep |= path.level() == level && path.index() == index && name.equals("" + path.width());
                    }
                    for (long size : kept) {
                        keep |= TilePath.inTree(level, index, size)
                                .filter(path -> path.isPartial() && name.equals("" + path.width()))
                                .isPresent();
                    }
                    used |= keep;
                    if (!keep) {
                        disk.delete(folder.resolve(name));
                    }
                }
                if (!used && disk.exists(folder)) {
                    deleteFolder(folder);
                }
            }
        }
        disk.delete(directory.resolve("checkpoint.tmp"));
    }

    /** Makes every file written so far durable, the partial ones too. On failure nothing is forgotten; call again. */
    public void settle() throws IOException {
        for (TilePath partial : partials) {
            Path file = directory.resolve(partial.text());
            unsettledFiles.add(file);
            // The folders of partial tiles come and go, so their own names must be made durable as well.
            for (Path up = file.getParent(); up != null && !up.equals(directory); up = up.getParent()) {
                unsettledFolders.add(up);
            }
            unsettledFolders.add(directory);
        }
        Unsettled all = takeUnsettled();
        try {
            all.sync(disk);
        } catch (IOException e) {
            giveBack(all);
            throw e;
        }
    }

    /** Files and folders to make durable; safe to sync on another thread while the writer goes on. */
    public static final class Unsettled {
        private final Set<Path> files;
        private final Set<Path> folders;

        private Unsettled(Set<Path> files, Set<Path> folders) {
            this.files = files;
            this.folders = folders;
        }

        public void sync(Disk disk) throws IOException {
            for (Path file : files) {
                try (DiskFile open = disk.openToRead(file)) {
                    open.sync();
                }
            }
            for (Path folder : folders) {
                if (disk.exists(folder)) {
                    disk.syncDirectory(folder);
                }
            }
        }
    }

    /**
     * What has been written since the last call and must be durable before the journal that holds it goes: full tiles and
     * bundles. Partial ones are written again from the next journal, so they are not worth a sync each.
     */
    public Unsettled takeUnsettled() {
        Unsettled taken = new Unsettled(Set.copyOf(unsettledFiles), Set.copyOf(unsettledFolders));
        unsettledFiles.clear();
        unsettledFolders.clear();
        // Folders come and go with partial tiles; what is needed again is asked again.
        knownFolders.clear();
        return taken;
    }

    /** After a failed sync: still to be done. */
    public void giveBack(Unsettled failed) {
        unsettledFiles.addAll(failed.files);
        unsettledFolders.addAll(failed.folders);
    }

    private void write(TilePath path, byte[] bytes) throws IOException {
        Path file = directory.resolve(path.text());
        Path folder = Objects.requireNonNull(file.getParent());
        if (knownFolders.add(folder)) {
            try {
                disk.createDirectories(folder);
            } catch (IOException e) {
                knownFolders.remove(folder);
                throw e;
            }
            if (!path.isPartial()) {
                for (Path up = folder; !up.equals(directory); up = Objects.requireNonNull(up.getParent())) {
                    unsettledFolders.add(up);
                }
                unsettledFolders.add(directory);
            }
        }
        if (!path.isPartial()) {
            unsettledFiles.add(file);
            unsettledFolders.add(folder);
        }
        if (!recovering || !isOnDisk(file, bytes)) {
            if (path.isPartial()) {
                reuse(path);
            }
            disk.writeAll(file, bytes);
        }
    }

    private boolean isOnDisk(Path file, byte[] bytes) throws IOException {
        if (!disk.exists(file)) {
            return false;
        }
        try (DiskFile open = disk.openToRead(file)) {
            return open.size() == bytes.length && Arrays.equals(open.read(0, bytes.length), bytes);
        }
    }

    private void deleteFolder(Path folder) throws IOException {
        disk.delete(folder);
        knownFolders.remove(folder);
    }
}
