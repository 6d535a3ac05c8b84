package org.commonwatch.ledger.tile;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.merkle.NodeReader;
import org.commonwatch.ledger.merkle.Proofs;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its tiles. All answers are about a tree whose checkpoint is published; leaves are compared with their
 * hashes on the way, so damage on disk surfaces as {@link LogDamaged} instead of a wrong answer. Safe from many threads
 * while the log grows; a disk failure is {@link DiskFault}.
 */
public final class LogReader implements NodeReader {
    /** Full hash tiles kept in memory, 8 KiB each. */
    static final int CACHED_TILES_MAX = 256;

    /** Partial tiles are replaced while we look for them; each try sees a newer checkpoint, so few are needed. */
    private static final int TRIES_MAX = 64;

    private final Disk disk;
    private final Path directory;
    private final Supplier<SignedCheckpoint> head;
    private final Supplier<Optional<SignedCheckpoint>> served;
    private final Map<TilePath, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<TilePath, byte[]> eldest) {
            return size() > CACHED_TILES_MAX;
        }
    };

    /** @param head the newest published checkpoint, already verified; it never goes back */
    public LogReader(Disk disk, Path directory, Supplier<SignedCheckpoint> head) {
        this(disk, directory, head, () -> Optional.of(head.get()));
    }

    /** @param served the newest final checkpoint, which is not above {@code head}; empty when there is none yet */
    public LogReader(
            Disk disk, Path directory, Supplier<SignedCheckpoint> head, Supplier<Optional<SignedCheckpoint>> served) {
        this.disk = disk;
        this.directory = directory;
        this.head = head;
        this.served = served;
    }

    public SignedCheckpoint checkpoint() {
        return head.get();
    }

    /** The newest final checkpoint with its cosignatures, the one that is served; empty when there is none yet. */
    public Optional<SignedCheckpoint> finalCheckpoint() {
        return served.get();
    }

    public long size() {
        return head.get().size();
    }

    public Digest root() {
        return head.get().root();
    }

    /** Leaves {@code [from, to)} in order, read bundle by bundle as the stream is consumed; {@code to <= size()}. */
    public Stream<Leaf> entries(long from, long to) {
        checkRange(from, to);
        if (from == to) {
            return Stream.empty();
        }
        return LongStream.rangeClosed(from / TilePath.WIDTH, (to - 1) / TilePath.WIDTH)
                .boxed()
                .flatMap(bundle -> bundle(bundle, from, to).stream());
    }

    /** Leaf {@code index} alone. */
    public Leaf entry(long index) {
        checkRange(index, index + 1);
        return bundle(index / TilePath.WIDTH, index, index + 1).getFirst();
    }

    /** RFC 6962 hash of leaf {@code index}. */
    public Digest leafHash(long index) {
        return node(0, index);
    }

    /** Inclusion of leaf {@code index} in the tree of {@code size}; {@code index < size <= size()}. */
    public List<Digest> inclusion(long index, long size) {
        checkRange(index, size);
        return Proofs.inclusion(this, index, size);
    }

    /** Consistency of two sizes; {@code 1 <= size1 <= size2 <= size()}. */
    public List<Digest> consistency(long size1, long size2) {
        checkRange(size1, size2);
        return Proofs.consistency(this, size1, size2);
    }

    /** Root of the tree at an earlier size. */
    public Digest rootAt(long size) {
        checkRange(size, size);
        return Proofs.root(this, size);
    }

    /**
     * A file of the log as it is served: {@code checkpoint} (the final one), a tile or bundle, or one of {@link Handovers}. A
     * partial tile that has been superseded is cut from its wider successor, which starts with the same bytes.
     *
     * @param path relative, from outside; anything that is not such a path, or not published yet, is empty
     */
    public Optional<byte[]> resource(String path) {
        if (path.equals("checkpoint")) {
            return served.get().map(SignedCheckpoint::toBytes);
        }
        if (Handovers.isPath(path)) {
            return new Handovers(disk, directory).resource(path);
        }
        Optional<TilePath> tile = TilePath.parse(path);
        if (tile.isEmpty()) {
            return Optional.empty();
        }
        TilePath wanted = tile.get();
        Optional<TilePath> now = TilePath.inTree(wanted.level(), wanted.index(), size());
        if (now.isEmpty() || now.get().width() < wanted.width()) {
            return Optional.empty();
        }
        Content content = read(wanted.level(), wanted.index());
        return Optional.of(content.cut(wanted.width()));
    }

    /**
     * What is published at this moment, for a copy of the log.
     *
     * @throws DiskFault when the disk fails
     */
    public LogCut cut() {
        return LogCut.of(disk, directory, this);
    }

    @Override
    public Digest node(int level, long index) {
        int tileLevel = level / 8;
        int below = level % 8;
        long first = index << below;
        byte[] hashes = hashes(tileLevel, first / TilePath.WIDTH);
        int from = (int) (first % TilePath.WIDTH) * Digest.BYTES;
        int count = 1 << below;
        if (hashes.length < from + count * Digest.BYTES) {
            throw new IllegalArgumentException("node " + index + " of level " + level + " does not exist yet");
        }
        return new Rfc6962().perfect(hashes, from, count);
    }

    private List<Leaf> bundle(long bundle, long from, long to) {
        Content content = read(TilePath.ENTRIES, bundle);
        byte[] hashes = hashes(0, bundle);
        List<byte[]> leaves;
        try {
            leaves = EntryBundle.parse(content.bytes, content.path.width());
        } catch (Refused e) {
            throw new LogDamaged(content.path.text(), e.refusal().toString());
        }
        long first = bundle * TilePath.WIDTH;
        Rfc6962 hasher = new Rfc6962();
        return LongStream.range(Math.max(from, first), Math.min(to, first + leaves.size()))
                .mapToObj(index -> {
                    int at = (int) (index - first);
                    Leaf leaf = new Leaf(index, leaves.get(at));
                    byte[] hash = Arrays.copyOfRange(hashes, at * Digest.BYTES, (at + 1) * Digest.BYTES);
                    if (!Arrays.equals(hasher.leaf(leaf.bytes()).toBytes(), hash)) {
                        throw new LogDamaged(content.path.text(), "entry " + index + " does not match its hash");
                    }
                    return leaf;
                })
                .toList();
    }

    private byte[] hashes(int level, long index) {
        TilePath full = TilePath.full(level, index);
        synchronized (cache) {
            byte @Nullable [] cached = cache.get(full);
            if (cached != null) {
                return cached;
            }
        }
        Content content = read(level, index);
        if (!content.path.isPartial()) {
            synchronized (cache) {
                cache.put(full, content.bytes);
            }
        }
        return content.bytes;
    }

    /** A tile as wide as the published tree has it; tried again when it grows under our hands. */
    private Content read(int level, long index) {
        for (int tries = 1; ; tries++) {
            TilePath path = TilePath.inTree(level, index, size())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "tile " + index + " of level " + level + " does not exist yet"));
            try {
                byte[] bytes = disk.readAll(directory.resolve(path.text()), EntryBundle.BYTES_MAX);
                if (level != TilePath.ENTRIES && bytes.length != path.width() * Digest.BYTES) {
                    throw new LogDamaged(path.text(), "byte " + bytes.length + ": wrong length");
                }
                return new Content(path, bytes);
            } catch (NoSuchFileException e) {
                if (!path.isPartial() || tries == TRIES_MAX) {
                    throw new DiskFault("reading " + path, e);
                }
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new DiskFault("reading " + path, e);
            }
        }
    }

    private void checkRange(long from, long to) {
        if (from < 0 || from > to || to > size()) {
            throw new IllegalArgumentException("not in a log of " + size() + ": " + from + " to " + to);
        }
    }

    /** What was read, and as which tile; owned by the reader, so the array may be shared inside. */
    private static final class Content {
        final TilePath path;
        final byte[] bytes;

        Content(TilePath path, byte[] bytes) {
            this.path = path;
            this.bytes = bytes;
        }

        byte[] cut(int width) {
            try {
                return path.isEntries() ? EntryBundle.prefix(bytes, width) : Arrays.copyOf(bytes, width * Digest.BYTES);
            } catch (Refused e) {
                throw new LogDamaged(path.text(), e.refusal().toString());
            }
        }
    }
}
