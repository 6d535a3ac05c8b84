package org.commonwatch.ledger.follow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.follow.FollowOutcome.SourceRefusal;
import org.commonwatch.ledger.merkle.NodeReader;
import org.commonwatch.ledger.merkle.Proofs;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.EntryBundle;
import org.commonwatch.ledger.tile.TilePath;
import org.jspecify.annotations.Nullable;

/**
 * The tree that a checkpoint signs, read from sources nobody trusts. Its right edge, the partial tiles, leads to the signed
 * root; every full tile is the hash that stands for it one level up. So each resource is known to be right or wrong by
 * itself, and whoever sent a wrong one is named. Cost: a tile of 8 KiB for each 65,536 entries, and the edge once.
 */
final class TargetTree implements NodeReader {
    /** Full tiles kept, 8 KiB each: the path to the bundle at hand and its neighbours. */
    private static final int TILES_MAX = 64;

    private static final int TILE_BYTES = TilePath.WIDTH * Digest.BYTES;
    private static final int LEVELS = 8;

    private final Fetch fetch;
    private final SignedCheckpoint target;
    private final Map<TilePath, byte[]> edge;
    private final Map<TilePath, byte[]> tiles = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<TilePath, byte[]> eldest) {
            return size() > TILES_MAX;
        }
    };

    private TargetTree(Fetch fetch, SignedCheckpoint target, Map<TilePath, byte[]> edge) {
        this.fetch = fetch;
        this.target = target;
        this.edge = edge;
    }

    /** Fetches the edge, all of it from one source, so that it is clear who sent a wrong one. */
    static TargetTree load(Fetch fetch, SignedCheckpoint target) throws Unavailable {
        List<SourceRefusal> why = new ArrayList<>();
        for (LogSource source : fetch.active()) {
            try {
                TargetTree tree = new TargetTree(fetch, target, edge(fetch, source, target.size()));
                if (Proofs.root(tree, target.size()).equals(target.root())) {
                    return tree;
                }
                why.add(fetch.lied(
                        source,
                        "tile/0",
                        Refusal.of("tile-wrong", "", "The partial tiles do not lead to the signed root.")));
            } catch (Refused e) {
                why.add(fetch.lied(source, "tile/0", e.refusal()));
            } catch (Fetch.Lacking e) {
                why.add(e.refusal);
            }
        }
        throw new Unavailable("the edge of " + target.size(), why);
    }

    private static Map<TilePath, byte[]> edge(Fetch fetch, LogSource source, long size) throws Fetch.Lacking, Refused {
        Map<TilePath, byte[]> edge = new HashMap<>();
        for (int level = 0; level < LEVELS; level++) {
            Optional<TilePath> path = TilePath.inTree(level, size >>> (8 * (level + 1)), size);
            if (path.isPresent()) {
                String text = path.get().text();
                int length = path.get().width() * Digest.BYTES;
                byte[] bytes = fetch.bytes(source, text, TILE_BYTES, from -> from.resource(text, TILE_BYTES));
                edge.put(path.get(), exactly(bytes, length));
            }
        }
        return edge;
    }

    private static byte[] exactly(byte[] bytes, int length) throws Refused {
        if (bytes.length != length) {
            throw Refusal.of("tile-wrong", "byte " + bytes.length, "The tile has not " + length + " bytes.")
                    .toException();
        }
        return bytes;
    }

    @Override
    public Digest node(int level, long index) {
        int below = level % 8;
        long first = index << below;
        byte[] hashes = hashes(level / 8, first / TilePath.WIDTH);
        return new Rfc6962().perfect(hashes, (int) (first % TilePath.WIDTH) * Digest.BYTES, 1 << below);
    }

    /** Authenticated hashes of a tile; safe from many threads, which wait for each other. */
    private synchronized byte[] hashes(int level, long index) {
        TilePath path = TilePath.inTree(level, index, target.size()).orElseThrow();
        byte @Nullable [] known = path.isPartial() ? edge.get(path) : tiles.get(path);
        if (known != null) {
            return known;
        }
        Digest above = node(8 * (level + 1), index);
        try {
            byte[] bytes = fetch.resource(path.text(), TILE_BYTES, hashes -> {
                exactly(hashes, TILE_BYTES);
                if (!new Rfc6962().perfect(hashes, 0, TilePath.WIDTH).equals(above)) {
                    throw Refusal.of("tile-wrong", "", "The tile is not the one its parent stands for.")
                            .toException();
                }
                return hashes;
            });
            tiles.put(path, bytes);
            return bytes;
        } catch (Unavailable e) {
            throw new Missing(e);
        }
    }

    /** Carries {@link Unavailable} through code that reads nodes. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Unavailable what;

        Missing(Unavailable what) {
            super(what.getMessage(), null, false, false);
            this.what = what;
        }
    }

    /** The entries of a bundle, checked. */
    List<byte[]> bundle(long index) throws Unavailable {
        TilePath path = TilePath.inTree(TilePath.ENTRIES, index, target.size()).orElseThrow();
        byte[] expected = path.isPartial() ? hashes(0, index) : node(8, index).toBytes();
        return fetch.resource(path.text(), EntryBundle.BYTES_MAX, bytes -> {
            List<byte[]> leaves = EntryBundle.parse(bytes, path.width());
            byte[] hashes = leafHashes(leaves);
            byte[] found = path.isPartial()
                    ? hashes
                    : new Rfc6962().perfect(hashes, 0, TilePath.WIDTH).toBytes();
            if (!Arrays.equals(found, expected)) {
                throw Refusal.of("bundle-wrong", "", "The entries are not those of the signed tree.")
                        .toException();
            }
            return leaves;
        });
    }

    private static byte[] leafHashes(List<byte[]> leaves) {
        Rfc6962 hasher = new Rfc6962();
        byte[] hashes = new byte[leaves.size() * Digest.BYTES];
        for (int i = 0; i < leaves.size(); i++) {
            System.arraycopy(hasher.leaf(leaves.get(i)).toBytes(), 0, hashes, i * Digest.BYTES, Digest.BYTES);
        }
        return hashes;
    }
}
