/** Where this organisation's own lines come from. */
@NullMarked
package org.commonwatch.cli.sources;

import org.jspecify.annotations.NullMarked;
