package org.commonwatch.node.sharing;

/**
 * Bits of {@code item.state}, a pure function of all claims of one id in one log.
 *
 * <p>A version is what claims with equal {@code modified} (or, without one, equal bytes) share; its first claim that is not
 * recalled stands for it.
 */
final class ItemState {
    /** Stands for its version. */
    static final int VERSION = 1;
    /** Stands for the latest version. */
    static final int LATEST = 2;

    static final int RECALLED = 4;
    /** Stands for the earliest version. */
    static final int FIRST = 16;
    /** The object itself says {@code revoked}. */
    static final int REVOKED = 8;

    private ItemState() {}
}
