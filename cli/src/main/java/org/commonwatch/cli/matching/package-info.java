/** What was found in the organisation's own lines. */
@NullMarked
package org.commonwatch.cli.matching;

import org.jspecify.annotations.NullMarked;
