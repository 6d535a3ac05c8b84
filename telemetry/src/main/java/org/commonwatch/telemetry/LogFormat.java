package org.commonwatch.telemetry;

import java.util.Optional;

/** The formats that are read; {@code docs/formats/telemetry.md} says what of each. */
public enum LogFormat {
    ZEEK_TSV("zeek-tsv"),
    ZEEK_JSON("zeek-json"),
    EVE("suricata-eve"),
    /** Apache and nginx: common, combined, with or without virtual host. */
    APACHE("apache"),
    SQUID("squid"),
    BIND("bind"),
    UNBOUND("unbound"),
    /** Windows events as JSON of Winlogbeat, evtx_dump or NXLog, Sysmon's among them. */
    WINDOWS("windows"),
    NETFLOW_CSV("netflow-csv"),
    OCSF("ocsf"),
    /** RFC 5424 or RFC 3164 around text; around a line of another format, that format counts. */
    SYSLOG("syslog"),
    /** Anything else; a time is looked for at its start. */
    PLAIN("plain");

    private final String word;

    LogFormat(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<LogFormat> ofWord(String word) {
        for (LogFormat format : values()) {
            if (format.word.equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
