package org.commonwatch.ledger.tile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a tile or an entry bundle lies, C2SP tlog-tiles: {@code tile/<L>/<N>[.p/<W>]} and {@code
 * tile/entries/<N>[.p/<W>]}, with N in groups of three digits, all but the last led by {@code x}.
 *
 * @param level 0 to 63, or {@link #ENTRIES}
 * @param index of the tile in its level
 * @param width hashes or entries inside, 1 to 256; below 256 the tile is partial
 */
public record TilePath(int level, long index, int width) {
    public static final int ENTRIES = -1;
    public static final int WIDTH = 256;

    /** Tiles of a tree below 2^63 leaves have these levels. */
    static final int LEVELS = 8;

    private static final int LEVEL_MAX = 63;
    private static final int INDEX_DIGITS_MAX = 18;
    private static final String PARTIAL = ".p/";

    public TilePath {
        if (level < ENTRIES || level > LEVEL_MAX || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("not a tile: level " + level + " index " + index + " width " + width);
        }
    }

    public static TilePath full(int level, long index) {
        return new TilePath(level, index, WIDTH);
    }

    /** The tile as it stands in a tree of {@code size} leaves; empty when it has no hash yet. */
    public static Optional<TilePath> inTree(int level, long index, long size) {
        int shift = 8 * Math.max(level, 0);
        long hashes = shift >= Long.SIZE ? 0 : size >>> shift;
        long width = Math.min(WIDTH, hashes - index * WIDTH);
        return width <= 0 ? Optional.empty() : Optional.of(new TilePath(level, index, (int) width));
    }

    /** How many full tiles of a level there are in a tree of {@code size} leaves; the one after them is partial, or not there yet. */
    static long fullTiles(int level, long size) {
        int bits = 8 * (Math.max(level, 0) + 1);
        return bits >= Long.SIZE ? 0 : size >>> bits;
    }

    /** The partial tiles and the partial bundle of a tree of {@code size} leaves. */
    static List<TilePath> partials(long size) {
        List<TilePath> paths = new ArrayList<>();
        for (int level = ENTRIES; level < LEVELS; level++) {
            inTree(level, fullTiles(level, size), size)
                    .filter(TilePath::isPartial)
                    .ifPresent(paths::add);
        }
        return paths;
    }

    public boolean isPartial() {
        return width < WIDTH;
    }

    public boolean isEntries() {
        return level == ENTRIES;
    }

    /** Path relative to the log's folder, with forward slashes. */
    public String text() {
        return isPartial() ? partialFolder() + "/" + width : withoutWidth();
    }

    /** The folder of this tile's partial forms. */
    public String partialFolder() {
        return withoutWidth() + ".p";
    }

    private String withoutWidth() {
        StringBuilder out = new StringBuilder("tile/").append(isEntries() ? "entries" : Integer.toString(level));
        String digits = Long.toString(index);
        digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
        for (int at = 0; at < digits.length(); at += 3) {
            out.append(at + 3 < digits.length() ? "/x" : "/").append(digits, at, at + 3);
        }
        return out.toString();
    }

    /** Empty for anything but the one spelling, so that a path from outside can be trusted afterwards. */
    public static Optional<TilePath> parse(String text) {
        if (text.length() > 64 || !text.startsWith("tile/")) {
            return Optional.empty();
        }
        int levelEnd = text.indexOf('/', 5);
        if (levelEnd < 0) {
            return Optional.empty();
        }
        String level = text.substring(5, levelEnd);
        int partial = text.indexOf(PARTIAL);
        String index = text.substring(levelEnd + 1, partial < 0 ? text.length() : Math.max(partial, levelEnd + 1))
                .replace("x", "")
                .replace("/", "");
        Optional<Long> levelNumber = level.equals("entries") ? Optional.of((long) ENTRIES) : number(level);
        Optional<Long> indexNumber = number(index);
        Optional<Long> width =
                partial < 0 ? Optional.of((long) WIDTH) : number(text.substring(partial + PARTIAL.length()));
        if (levelNumber.isEmpty() || indexNumber.isEmpty() || width.isEmpty()) {
            return Optional.empty();
        }
        if (levelNumber.get() > LEVEL_MAX || width.get() < 1 || width.get() > WIDTH) {
            return Optional.empty();
        }
        TilePath path = new TilePath(
                levelNumber.get().intValue(), indexNumber.get(), width.get().intValue());
        return path.text().equals(text) ? Optional.of(path) : Optional.empty();
    }

    private static Optional<Long> number(String digits) {
        boolean valid = !digits.isEmpty()
                && digits.length() <= INDEX_DIGITS_MAX
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text();
    }
}
