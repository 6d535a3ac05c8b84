/** Checks a log's folder from outside, without the node: every file against the signed checkpoint. */
@NullMarked
package org.commonwatch.ledger.verify;

import org.jspecify.annotations.NullMarked;
