/** Finding indicators in an organisation's own telemetry: what is looked for, where, and what was found. */
@NullMarked
package org.commonwatch.matching;

import org.jspecify.annotations.NullMarked;
