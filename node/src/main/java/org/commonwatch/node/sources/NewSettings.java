package org.commonwatch.node.sources;

import org.commonwatch.kernel.Refused;

/** Reads what is particular to a kind of source from its description. */
final class NewSettings {
    private NewSettings() {}

    static Settings read(SourceKind kind, Properties properties) throws Refused {
        return switch (kind) {
            case FILE -> files(properties);
            case PUSH -> new Settings.Push();
            case SYSLOG, MQTT -> throw properties.wrong("kind", "file or push");
        };
    }

    private static Settings files(Properties properties) throws Refused {
        String from = properties.text("from", "end");
        if (!from.equals("start") && !from.equals("end")) {
            throw properties.wrong("from", "start or end");
        }
        return new Settings.Files(
                properties.text("path", ""),
                properties.number("depth", Settings.Files.DEPTH_DEFAULT, 0, PathPattern.DEPTH_MAX),
                from.equals("start"));
    }
}
