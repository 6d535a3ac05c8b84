package org.commonwatch.node.sources;

import java.time.ZoneId;
import java.util.Optional;
import org.commonwatch.telemetry.LogFormat;

/** A source as the owner describes it; one that exists is valid. */
record NewSource(String name, Settings settings, Optional<LogFormat> format, ZoneId zone, boolean remember) {}
