/** Asking what the node knows: full search, values, one object. */
@NullMarked
package org.commonwatch.cli.search;

import org.jspecify.annotations.NullMarked;
