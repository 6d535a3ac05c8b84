/** Log lines of many kinds, read into times, named fields and STIX observations. */
@NullMarked
package org.commonwatch.telemetry;

import org.jspecify.annotations.NullMarked;
