package org.commonwatch.node.matching;

import java.time.ZoneId;
import java.util.Optional;
import org.commonwatch.telemetry.LogFormat;

/**
 * Where lines come from.
 *
 * @param name as people call it; stands on hits
 * @param format of every line; empty to find out line by line
 * @param zone of times that name none
 * @param remember whether the values seen may be kept to look back for later indicators
 */
public record SourceLines(long sourceId, String name, Optional<LogFormat> format, ZoneId zone, boolean remember) {}
