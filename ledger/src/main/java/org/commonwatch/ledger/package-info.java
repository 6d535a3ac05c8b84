@NullMarked
package org.commonwatch.ledger;

import org.jspecify.annotations.NullMarked;
