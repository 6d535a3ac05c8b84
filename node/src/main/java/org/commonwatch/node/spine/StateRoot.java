package org.commonwatch.node.spine;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.commonwatch.kernel.Digest;

/**
 * What the first entries of a log made of the community, as one digest: equal on every node that replayed them by the same
 * rules, so that a node which does not agree can say so, and where.
 *
 * @param size entries; a multiple of {@link #SPACING}
 * @param parts SHA-256 of the rows that each projection which follows from leaves alone has of this log, and of which
 *     entries were void, by name and version; at most {@link #PARTS_MAX}
 */
public record StateRoot(long size, SortedMap<String, Digest> parts) {
    /** Entries between two roots: rare enough to cost nothing, often enough to find a wrong turn while somebody remembers. */
    public static final int SPACING = 4_096;

    public static final int PARTS_MAX = 64;

    public StateRoot {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /**
     * SHA-256 over these lines, docs/formats/state-root.md.
     *
     * @param origin of the log
     */
    public Digest root(String origin) {
        StringBuilder text = new StringBuilder("commonwatch/state-root/v1\n")
                .append(origin)
                .append('\n')
                .append(size)
                .append('\n');
        parts.forEach((name, digest) ->
                text.append(name).append(' ').append(digest.hex()).append('\n'));
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
