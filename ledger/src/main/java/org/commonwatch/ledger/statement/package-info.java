/**
 * What a member says: the statement, its place in the lane of its key, and the DSSE envelope that is the log leaf.
 */
@NullMarked
package org.commonwatch.ledger.statement;

import org.jspecify.annotations.NullMarked;
