/** Finding indicators in files without a node, and the index files that it needs. */
@NullMarked
package org.commonwatch.cli.matching;

import org.jspecify.annotations.NullMarked;
