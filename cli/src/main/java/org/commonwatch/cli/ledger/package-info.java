/** The ledger's checks and the node's state: verify, rebuild, status. */
@NullMarked
package org.commonwatch.cli.ledger;

import org.jspecify.annotations.NullMarked;
