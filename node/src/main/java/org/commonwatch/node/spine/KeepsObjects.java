package org.commonwatch.node.spine;

import java.util.List;

/**
 * Something besides the projections that may keep parts of objects: a cache, or files derived from them. Slices provide theirs
 * as beans.
 */
public interface KeepsObjects {
    /**
     * Objects were erased; their rows are gone already. Returns when nothing of them is kept any more, in memory or on disk.
     *
     * @param keys see {@link ItemKey}
     * @throws TooBusy when that could not be done now; it is asked again
     */
    void forget(List<Long> keys);
}
