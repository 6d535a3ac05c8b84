/** What the node fetches by itself. */
@NullMarked
package org.commonwatch.cli.feeds;

import org.jspecify.annotations.NullMarked;
