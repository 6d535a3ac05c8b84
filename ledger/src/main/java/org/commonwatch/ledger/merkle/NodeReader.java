package org.commonwatch.ledger.merkle;

import org.commonwatch.kernel.Digest;

/** Gives the hashes of perfect subtrees, from memory or from tiles. */
@FunctionalInterface
public interface NodeReader {
    /**
     * The hash over leaves {@code [index << level, (index + 1) << level)}, all of which exist.
     *
     * @throws org.commonwatch.ledger.disk.DiskFault when the hash cannot be read
     */
    Digest node(int level, long index);
}
