/** Keeping the node: backup, restore, removing the sample community. */
@NullMarked
package org.commonwatch.cli.keeping;

import org.jspecify.annotations.NullMarked;
