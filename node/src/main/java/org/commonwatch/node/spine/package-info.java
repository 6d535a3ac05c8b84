/**
 * The spine every slice hangs on: the ledger host, the replay loop, the two SQLite stores and two contracts, {@link
 * EntryType} and {@link Projection}. Slices provide those as beans; there is no central switch.
 *
 * <p>One way for data to flow: a slice {@link Spine#submit submits} a command, the ledger makes it final, {@link Replay}
 * judges it by the pure rule of its type and applies it to every projection in one transaction. Nothing else writes to
 * {@code index.db}.
 */
@NullMarked
package org.commonwatch.node.spine;

import org.jspecify.annotations.NullMarked;
