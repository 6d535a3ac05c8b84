/** Who is told of new hits. */
@NullMarked
package org.commonwatch.cli.notify;

import org.jspecify.annotations.NullMarked;
