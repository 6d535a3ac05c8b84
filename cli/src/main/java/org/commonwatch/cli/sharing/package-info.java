/** Bringing intelligence in, taking it back, giving it to others and out to files. */
@NullMarked
package org.commonwatch.cli.sharing;

import org.jspecify.annotations.NullMarked;
