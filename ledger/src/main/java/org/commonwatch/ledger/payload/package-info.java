/**
 * The objects a statement commits to, kept outside the log: salted commitments, disclosure of one object, and one file per
 * statement that can be read in slices, checked and erased.
 */
@NullMarked
package org.commonwatch.ledger.payload;

import org.jspecify.annotations.NullMarked;
