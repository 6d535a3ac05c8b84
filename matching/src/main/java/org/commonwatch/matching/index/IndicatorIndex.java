package org.commonwatch.matching.index;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * An index file, mapped: processes that open the same file share its pages. Safe for any number of threads. After
 * {@link #close} every use ends in an {@link IllegalStateException}.
 */
public final class IndicatorIndex implements IndexSource, AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final BaseIndex base;
    private final IndexView view;

    private IndicatorIndex(Path path, Arena arena, BaseIndex base) {
        this.path = path;
        this.arena = arena;
        this.base = base;
        this.view = new IndexView(
                base,
                Delta.NONE,
                base.longs(IndexFormat.Section.TOKEN_FILTER),
                base.longs(IndexFormat.Section.NET_FILTER),
                base.longs(IndexFormat.Section.ENDINGS),
                base.longs(IndexFormat.Section.BUSY),
                Shape.of(base));
    }

    /**
     * Opens a file written by {@link IndexWriter}. Checks its header; {@link #verify} checks the rest.
     *
     * @throws Refused {@code index-foreign}, {@code index-version} or {@code index-damaged}, see {@code docs/formats/index.md}
     * @throws IOException when the file cannot be read
     */
    public static IndicatorIndex open(Path path) throws IOException, Refused {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            IndicatorIndex index = new IndicatorIndex(path, arena, BaseIndex.open(path, arena));
            opened = true;
            return index;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    @Override
    public IndexView view() {
        return view;
    }

    public long size() {
        return base.size();
    }

    /** How many indicators there are of each kind, zeros included. */
    public Map<MatchKind, Long> counts() {
        return base.counts();
    }

    /** Every indicator of the kind whose value is equal to {@code value}, by id; none when that is no value of the kind. */
    public List<Indicator> lookup(MatchKind kind, String value) {
        return Lookup.of(view, kind, value);
    }

    /** Every indicator once, in no particular order. */
    public void forEach(Consumer<Indicator> to) {
        base.forEach(to);
    }

    /**
     * Reads the whole file and compares it with its checksums.
     *
     * @throws Refused {@code index-damaged}, naming the section
     */
    public void verify() throws Refused {
        base.verify(path);
    }

    @Override
    public void close() {
        arena.close();
    }
}
