package org.commonwatch.telemetry;

import java.util.Locale;

/** Whether a control let it happen, as far as the line tells. */
public enum Verdict {
    ALLOWED,
    BLOCKED,
    UNKNOWN;

    /** Longest word that is looked at, in characters: {@code TCP_DENIED_REPLY} and its like. */
    private static final int WORD_CHARS_MAX = 32;

    /** What firewalls, proxies, mail gates and intrusion prevention mean by an action. */
    static Verdict ofWord(String word) {
        if (word.length() > WORD_CHARS_MAX) {
            return UNKNOWN;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "allow",
                    "allowed",
                    "accept",
                    "accepted",
                    "pass",
                    "passed",
                    "permit",
                    "permitted",
                    "built",
                    "delivered" -> ALLOWED;
            case "block",
                    "blocked",
                    "deny",
                    "denied",
                    "drop",
                    "dropped",
                    "reject",
                    "rejected",
                    "refuse",
                    "refused",
                    "prevent",
                    "prevented",
                    "quarantine",
                    "quarantined",
                    "reset",
                    "reset-both",
                    "reset-client",
                    "reset-server",
                    "sinkhole" -> BLOCKED;
            default -> UNKNOWN;
        };
    }
}
