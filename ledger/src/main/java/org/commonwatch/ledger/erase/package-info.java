/**
 * Orders to erase payloads, as they stand in a log: their form, who may give them, and which of them hold for which payload.
 * The bytes themselves are erased by {@link org.commonwatch.ledger.payload.PayloadStore}.
 */
@NullMarked
package org.commonwatch.ledger.erase;

import org.jspecify.annotations.NullMarked;
