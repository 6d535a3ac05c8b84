package org.commonwatch.ledger.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.merkle.Rfc6962;

/**
 * The growing edge of a tiled tree: for each level the hashes of its last, not yet full tile. Appending costs 1 + 1/255
 * node hashes on average, the root at most 255 a level; memory is 8 KiB a level. One thread.
 */
public final class RightEdge {
    /** Takes a tile that has just become full; the bytes are the receiver's. */
    @FunctionalInterface
    public interface FullTiles {
        void full(TilePath path, byte[] hashes);
    }

    private final Rfc6962 hasher = new Rfc6962();
    private final List<byte[]> tiles = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private long size;

    /** The empty tree. */
    public RightEdge() {}

    /** An edge that grows on its own from here. */
    public RightEdge copy() {
        RightEdge copy = new RightEdge();
        tiles.forEach(tile -> copy.tiles.add(tile.clone()));
        copy.widths.addAll(widths);
        copy.size = size;
        return copy;
    }

    /**
     * Continues a tree of {@code size} leaves from its tiles; reads at most 255 hashes' worth of full tiles a level.
     *
     * @param tileHashes gives the first {@code width} hashes of a tile
     */
    static RightEdge at(long size, Function<TilePath, byte[]> tileHashes) {
        RightEdge edge = new RightEdge();
        edge.size = size;
        for (int level = 0; size >>> (8 * level) > 0; level++) {
            long hashes = size >>> (8 * level);
            Optional<TilePath> last = TilePath.inTree(level, hashes / TilePath.WIDTH, size);
            byte[] tile = new byte[TilePath.WIDTH * Digest.BYTES];
            last.ifPresent(path -> edge.fill(path, tile, tileHashes));
            edge.tiles.add(tile);
            edge.widths.add(last.map(TilePath::width).orElse(0));
        }
        return edge;
    }

    /** Leaf hashes are read; higher ones are computed from the full tiles below, which are the durable truth. */
    private void fill(TilePath path, byte[] tile, Function<TilePath, byte[]> tileHashes) {
        if (path.level() == 0) {
            byte[] read = tileHashes.apply(path);
            System.arraycopy(read, 0, tile, 0, path.width() * Digest.BYTES);
            return;
        }
        for (int i = 0; i < path.width(); i++) {
            byte[] below = tileHashes.apply(TilePath.full(path.level() - 1, path.index() * TilePath.WIDTH + i));
            byte[] hash = hasher.perfect(below, 0, TilePath.WIDTH).toBytes();
            System.arraycopy(hash, 0, tile, i * Digest.BYTES, Digest.BYTES);
        }
    }

    public long size() {
        return size;
    }

    public void append(Digest leafHash, FullTiles sink) {
        size++;
        byte[] hash = leafHash.toBytes();
        for (int level = 0; ; level++) {
            if (level == tiles.size()) {
                tiles.add(new byte[TilePath.WIDTH * Digest.BYTES]);
                widths.add(0);
            }
            byte[] tile = tiles.get(level);
            int width = widths.get(level) + 1;
            System.arraycopy(hash, 0, tile, (width - 1) * Digest.BYTES, Digest.BYTES);
            if (width < TilePath.WIDTH) {
                widths.set(level, width);
                return;
            }
            widths.set(level, 0);
            sink.full(TilePath.full(level, (size - 1) >>> (8 * (level + 1))), tile.clone());
            hash = hasher.perfect(tile, 0, TilePath.WIDTH).toBytes();
        }
    }

    /** RFC 6962 root of all leaves so far. */
    public Digest root() {
        Optional<Digest> root = Optional.empty();
        for (int level = 0; level < tiles.size(); level++) {
            int end = widths.get(level);
            for (int count = 1; count < TilePath.WIDTH; count *= 2) {
                if ((widths.get(level) & count) != 0) {
                    end -= count;
                    Digest left = hasher.perfect(tiles.get(level), end * Digest.BYTES, count);
                    root = Optional.of(root.isEmpty() ? left : hasher.node(left, root.get()));
                }
            }
        }
        return root.orElse(Rfc6962.EMPTY_ROOT);
    }

    /** The partial tiles of this size, lowest level first. */
    public List<TilePath> partials() {
        List<TilePath> partials = new ArrayList<>();
        for (int level = 0; level < tiles.size(); level++) {
            if (widths.get(level) > 0) {
                partials.add(new TilePath(level, size >>> (8 * (level + 1)), widths.get(level)));
            }
        }
        return partials;
    }

    /** The hashes of one of {@link #partials}. */
    public byte[] hashes(TilePath partial) {
        return Arrays.copyOf(tiles.get(partial.level()), partial.width() * Digest.BYTES);
    }
}
