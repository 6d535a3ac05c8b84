package org.commonwatch.telemetry;

/** Something of the organisation's own that a line speaks of. */
public record Asset(Kind kind, String value) {
    public enum Kind {
        ADDRESS,
        HOST,
        USER
    }
}
