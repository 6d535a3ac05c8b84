package org.commonwatch.node.matching;

import org.commonwatch.node.spine.Db;
import org.commonwatch.telemetry.Understood;

/**
 * What one block brought. Saved in the very transaction that moves the source's position, so that no line counts twice and
 * none is lost.
 */
public interface BlockMatch {
    /** Lines and indicators that met, each pair once. */
    int hits();

    /** How well the lines that were read into fields were understood; where only lines that hit are read, these. */
    Understood understood();

    /** Writes the hits. May be called again when the transaction around it was rolled back. */
    void save(Db local);

    /** After the commit: tells who listens. */
    void saved();
}
