package org.commonwatch.bench.scan;

/**
 * Something to write into a log on purpose.
 *
 * @param listed the indicator it is about
 * @param before what is written before the token
 * @param after what is written after it
 * @param hit whether it must be found; a near miss must not
 */
record Injection(Listed listed, Slot slot, String before, String token, String after, boolean hit) {}
