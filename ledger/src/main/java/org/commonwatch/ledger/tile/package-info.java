/**
 * The log on disk as C2SP tlog-tiles lays it out, written and read: {@code checkpoint}, {@code tile/<L>/<N>}, {@code
 * tile/entries/<N>}. {@link org.commonwatch.ledger.tile.LogReader} is the way to read a log: its size and root, its leaves,
 * its proofs, and every file as it is served.
 */
@NullMarked
package org.commonwatch.ledger.tile;

import org.jspecify.annotations.NullMarked;
