/**
 * Succession: how the members of a log go on when whoever orders it is gone or hostile. Each cosigner freezes itself and
 * votes once; the votes say where nothing final can be lost; a record of them, which anybody can verify, starts a new epoch
 * with new keys. docs/formats/succession.md has the bytes, docs/adr/049 the argument.
 */
@NullMarked
package org.commonwatch.ledger.succession;

import org.jspecify.annotations.NullMarked;
