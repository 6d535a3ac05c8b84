package org.commonwatch.node.matching;

import org.commonwatch.node.spine.Db;

/**
 * What one block brought. Saved in the very transaction that moves the source's position, so that no line counts twice and
 * none is lost.
 */
public interface BlockMatch {
    /** Lines and indicators that met, each pair once. */
    int hits();

    /** Writes the hits. May be called again when the transaction around it was rolled back. */
    void save(Db local);

    /** After the commit: tells who listens. */
    void saved();
}
