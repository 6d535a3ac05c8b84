/**
 * C2SP signed-note and tlog-checkpoint: text signed by one or more named keys, and the tree head written as one.
 */
@NullMarked
package org.commonwatch.ledger.note;

import org.jspecify.annotations.NullMarked;
