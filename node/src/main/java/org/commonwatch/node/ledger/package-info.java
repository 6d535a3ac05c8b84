/** Shows the logs to people and serves their files: checkpoint, tiles, proofs, payloads. Trusts the spine for what is in them. */
@NullMarked
package org.commonwatch.node.ledger;

import org.jspecify.annotations.NullMarked;
