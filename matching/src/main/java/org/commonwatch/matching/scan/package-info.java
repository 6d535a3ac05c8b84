/** Scanning a stream of bytes for everything an index holds. */
@NullMarked
package org.commonwatch.matching.scan;

import org.jspecify.annotations.NullMarked;
