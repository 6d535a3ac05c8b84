package org.commonwatch.ledger.verify;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.RightEdge;
import org.commonwatch.ledger.tile.TilePath;

/**
 * Tiles and bundles against each other and the root. Entries are hashed upwards; every tile is written down twice, in
 * effect: in its file and by what lies below it. Where a bundle and its hash tile disagree, the hash one level up, or for
 * the last partial tile the signed root, tells which of the two is right. Cost: one pass, every byte hashed once; memory a
 * bundle and the right edge.
 */
final class TreeCheck {
    /** Takes each entry that is as it was logged. */
    @FunctionalInterface
    interface Entries {
        void entry(long index, byte[] leaf);
    }

    private final Disk disk;
    private final Path directory;
    private final long size;
    private final Optional<Digest> signedRoot;
    private final Findings findings;
    private final Rfc6962 hasher = new Rfc6962();
    private final RightEdge edge = new RightEdge();
    private final Set<TilePath> missing = new HashSet<>();

    TreeCheck(Disk disk, Path directory, long size, Optional<Digest> signedRoot, Findings findings) {
        this.disk = disk;
        this.directory = directory;
        this.size = size;
        this.signedRoot = signedRoot;
        this.findings = findings;
    }

    /** What a bundle says, and what it should. */
    private record Bundle(List<byte[]> leaves, Optional<Damage> damage) {}

    /** The root that the files lead to, the doubtful ones decided as well as can be. */
    Digest run(Entries entries) {
        for (long index = 0; index * TilePath.WIDTH < size; index++) {
            bundle(index, entries);
        }
        for (TilePath partial : edge.partials()) {
            if (partial.level() > 0) {
                compare(partial, edge.hashes(partial));
            }
        }
        return edge.root();
    }

    private void bundle(long index, Entries entries) {
        TilePath tilePath = TilePath.inTree(0, index, size).orElseThrow();
        TilePath bundlePath = new TilePath(TilePath.ENTRIES, index, tilePath.width());
        Bundle bundle = readBundle(bundlePath);
        List<Digest> fromEntries = new ArrayList<>();
        bundle.leaves.forEach(leaf -> fromEntries.add(hasher.leaf(leaf)));
        Optional<byte[]> tileBytes = readTile(tilePath);
        List<Digest> fromTile = split(tileBytes.orElseGet(() -> new byte[0]));
        boolean wholeTile = fromTile.size() == tilePath.width()
                && tileBytes.orElseThrow().length == tilePath.width() * Digest.BYTES;
        boolean wholeBundle = bundle.damage.isEmpty();
        boolean tileWins = wholeTile
                && (!wholeBundle || (!fromTile.equals(fromEntries) && tileIsRight(tilePath, fromTile, fromEntries)));
        List<Digest> right = tileWins ? fromTile : fromEntries;
        if (right.size() < tilePath.width()) {
            // Neither is whole: both are named, and the tree goes on with what there is, to reach the other files.
            right = new ArrayList<>(right);
            while (right.size() < tilePath.width()) {
                right.add(Rfc6962.EMPTY_ROOT);
            }
        }
        bundle.damage.ifPresent(findings::damage);
        if (wholeBundle && tileWins) {
            findings.damage(entryDamage(bundlePath, bundle.leaves, fromEntries, fromTile));
        }
        right.forEach(this::append);
        if (!tileWins) {
            compare(tilePath, join(right));
        }
        long first = index * TilePath.WIDTH;
        for (int i = 0; i < fromEntries.size(); i++) {
            if (fromEntries.get(i).equals(right.get(i))) {
                entries.entry(first + i, bundle.leaves.get(i));
            }
        }
    }

    private void append(Digest hash) {
        edge.append(hash, (path, hashes) -> {
            if (path.level() > 0) {
                compare(path, hashes);
            }
        });
    }

    /** Asked when a whole tile and a whole bundle disagree. */
    private boolean tileIsRight(TilePath path, List<Digest> fromTile, List<Digest> fromEntries) {
        if (path.isPartial()) {
            return signedRoot.isPresent()
                    && signedRoot.get().equals(rootWith(fromTile))
                    && !signedRoot.get().equals(rootWith(fromEntries));
        }
        Optional<TilePath> parent = TilePath.inTree(1, path.index() / TilePath.WIDTH, size);
        int at = (int) (path.index() % TilePath.WIDTH) * Digest.BYTES;
        Optional<byte[]> above = parent.flatMap(this::read).filter(bytes -> bytes.length >= at + Digest.BYTES);
        Digest fromTileHash = hasher.perfect(join(fromTile), 0, TilePath.WIDTH);
        return above.isPresent()
                && Arrays.equals(above.get(), at, at + Digest.BYTES, fromTileHash.toBytes(), 0, Digest.BYTES);
    }

    private Digest rootWith(List<Digest> last) {
        RightEdge copy = edge.copy();
        last.forEach(hash -> copy.append(hash, (path, hashes) -> {}));
        return copy.root();
    }

    private Damage entryDamage(TilePath path, List<byte[]> leaves, List<Digest> fromEntries, List<Digest> fromTile) {
        long at = 0;
        int index = 0;
        while (fromEntries.get(index).equals(fromTile.get(index))) {
            at += 2 + leaves.get(index).length;
            index++;
        }
        long entry = path.index() * TilePath.WIDTH + index;
        return new Damage(
                path.text(),
                at,
                at + 2 + leaves.get(index).length,
                "entry " + entry + " does not have the hash that the tree has for it");
    }

    /** As many whole entries as there are; the damage starts with the first one whose hash is not the tile's. */
    private Bundle readBundle(TilePath path) {
        Optional<byte[]> read = read(path);
        if (read.isEmpty()) {
            return new Bundle(List.of(), Optional.of(Damage.missing(path.text(), 0, "the file is missing")));
        }
        byte[] bytes = read.get();
        try {
            return new Bundle(EntryBundle.parse(bytes, path.width()), Optional.empty());
        } catch (Refused e) {
            return brokenBundle(path, bytes, e.refusal().message());
        }
    }

    private Bundle brokenBundle(TilePath path, byte[] bytes, String message) {
        List<Digest> hashes =
                split(read(new TilePath(0, path.index(), path.width())).orElseGet(() -> new byte[0]));
        List<byte[]> leaves = new ArrayList<>();
        int at = 0;
        while (leaves.size() < hashes.size() && bytes.length - at >= 2) {
            int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            if (length > bytes.length - at - 2) {
                break;
            }
            byte[] leaf = Arrays.copyOfRange(bytes, at + 2, at + 2 + length);
            if (!hasher.leaf(leaf).equals(hashes.get(leaves.size()))) {
                break;
            }
            leaves.add(leaf);
            at += 2 + length;
        }
        boolean over = leaves.size() == path.width();
        long to = over ? bytes.length : Math.min(bytes.length, at + 2L);
        return new Bundle(leaves, Optional.of(new Damage(path.text(), at, to, message)));
    }

    private void compare(TilePath path, byte[] expected) {
        Optional<byte[]> found = readTile(path);
        if (found.isPresent() && !Arrays.equals(found.get(), expected)) {
            findings.damage(
                    Damage.firstDifference(path.text(), found.get(), expected, "not the hash of what lies below"));
        }
    }

    private Optional<byte[]> readTile(TilePath path) {
        Optional<byte[]> bytes = read(path);
        if (bytes.isEmpty() && missing.add(path)) {
            findings.damage(Damage.missing(path.text(), 0, "the file is missing"));
        }
        return bytes;
    }

    private Optional<byte[]> read(TilePath path) {
        try {
            return Optional.of(disk.readAll(directory.resolve(path.text()), EntryBundle.BYTES_MAX + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DiskFault("reading " + path, e);
        }
    }

    private static List<Digest> split(byte[] hashes) {
        List<Digest> digests = new ArrayList<>();
        for (int at = 0; at + Digest.BYTES <= hashes.length; at += Digest.BYTES) {
            digests.add(Digest.fromBytes(Arrays.copyOfRange(hashes, at, at + Digest.BYTES)));
        }
        return digests;
    }

    private static byte[] join(List<Digest> hashes) {
        byte[] bytes = new byte[hashes.size() * Digest.BYTES];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i).toBytes(), 0, bytes, i * Digest.BYTES, Digest.BYTES);
        }
        return bytes;
    }
}
