/**
 * STIX patterns against what is seen: how each can be matched, and sliding windows for those that no index of values can answer.
 * The caller owns threads and time. {@code docs/formats/windows.md} has the rules, the limits and the format of saved state.
 */
@NullMarked
package org.commonwatch.matching.window;

import org.jspecify.annotations.NullMarked;
