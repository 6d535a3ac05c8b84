/**
 * Byte forms with exactly one spelling: canonical JSON of integers and strict base64. Anything else is refused.
 */
@NullMarked
package org.commonwatch.ledger.wire;

import org.jspecify.annotations.NullMarked;
