/**
 * The smallest shared words: digests, canonical JSON, bounded reading of foreign JSON, name-based ids, named limits and
 * refusals. Pure: no clock, network, disk, framework or thread of its own.
 */
@NullMarked
package org.commonwatch.kernel;

import org.jspecify.annotations.NullMarked;
