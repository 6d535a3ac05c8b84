/** The text form of a proof that travels alone: C2SP tlog-proof. */
@NullMarked
package org.commonwatch.ledger.proof;

import org.jspecify.annotations.NullMarked;
