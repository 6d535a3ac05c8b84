/** Finding indicators in files without a node, the index files that it needs, and what the node found in its own lines. */
@NullMarked
package org.commonwatch.cli.matching;

import org.jspecify.annotations.NullMarked;
