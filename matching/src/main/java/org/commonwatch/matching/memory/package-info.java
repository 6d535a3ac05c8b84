/**
 * A bounded memory of every value that was seen in telemetry, so that an indicator which arrives later is matched against
 * what was seen before it. Format: {@code docs/formats/memory.md}.
 */
@NullMarked
package org.commonwatch.matching.memory;

import org.jspecify.annotations.NullMarked;
