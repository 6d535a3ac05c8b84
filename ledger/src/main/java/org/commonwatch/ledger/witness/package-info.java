/**
 * Witnesses and mirrors of logs, C2SP tlog-witness and the promise of tlog-mirror: a cosignature leaves only after the
 * checkpoint it is for is durable here, is consistent with every one cosigned before and, from a mirror, after the entries
 * themselves are durable here. Transport is the caller's; a {@link org.commonwatch.ledger.witness.Verdict} says what to
 * answer.
 */
@NullMarked
package org.commonwatch.ledger.witness;

import org.jspecify.annotations.NullMarked;
