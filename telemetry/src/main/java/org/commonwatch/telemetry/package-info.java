/**
 * Log lines of many kinds, read into times, named fields and STIX observations. Pure: bytes and values only; the clock comes
 * in as the time a line was received. The whole mapping stands in {@code docs/formats/telemetry.md}.
 */
@NullMarked
package org.commonwatch.telemetry;

import org.jspecify.annotations.NullMarked;
