/**
 * One object of a payload, shown to somebody outside who has the community's policy and nothing else of it. Pure.
 */
@NullMarked
package org.commonwatch.ledger.disclose;

import org.jspecify.annotations.NullMarked;
