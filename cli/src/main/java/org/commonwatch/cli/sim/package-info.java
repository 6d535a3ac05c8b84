/** The simulator's command: sim. */
@NullMarked
package org.commonwatch.cli.sim;

import org.jspecify.annotations.NullMarked;
