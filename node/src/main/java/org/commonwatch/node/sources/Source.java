package org.commonwatch.node.sources;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.commonwatch.node.matching.SourceLines;
import org.commonwatch.telemetry.LogFormat;

/**
 * A source as its owner described it.
 *
 * @param number ours, never used again, so that a source made anew under an old name starts from nothing
 * @param format of every line; empty to find out line by line
 * @param zone of times that name none
 * @param remember whether values seen may be kept to look back for later indicators
 */
record Source(
        long number,
        String name,
        Settings settings,
        Optional<LogFormat> format,
        ZoneId zone,
        boolean remember,
        boolean paused,
        Instant created) {

    SourceLines lines() {
        return new SourceLines(number, name, format, zone, remember);
    }
}
