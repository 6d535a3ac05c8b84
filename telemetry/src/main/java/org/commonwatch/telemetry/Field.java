package org.commonwatch.telemetry;

import java.util.Optional;

/** What a value of a log line says, whatever the format calls it. */
public enum Field {
    /** Who opened the connection or asked. */
    SRC_IP("src-ip"),
    DST_IP("dst-ip"),
    SRC_PORT("src-port"),
    DST_PORT("dst-port"),
    /** Name of who asked. */
    SRC_HOST("src-host"),
    /** Who wrote the line or saw the event. */
    HOST("host"),
    USER("user"),
    /** The name asked for: DNS query, host header, server name of TLS. */
    DOMAIN("domain"),
    /** Absolute where the line allows it, see {@link Fields#values()}. */
    URL("url"),
    METHOD("method"),
    /** Of the protocol: HTTP status, DNS response code, connection state. */
    STATUS("status"),
    USER_AGENT("user-agent"),
    REFERRER("referrer"),
    /** As written, often with its folder. */
    FILE_NAME("file-name"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256"),
    SHA512("sha512"),
    EMAIL_FROM("email-from"),
    EMAIL_TO("email-to"),
    /** The image of the process. */
    PROCESS("process"),
    /** The image of its parent. */
    PARENT("parent"),
    COMMAND_LINE("command-line"),
    REGISTRY_KEY("registry-key"),
    /** Transport and application, as far as named. */
    PROTOCOL("protocol"),
    /** Bytes that the source received. */
    BYTES_IN("bytes-in"),
    /** Bytes that the source sent. */
    BYTES_OUT("bytes-out"),
    /** Of a DNS response: addresses, names, texts. */
    ANSWERS("answers"),
    /** What a control did about it, in the format's own word. */
    ACTION("action");

    private final String word;

    Field(String word) {
        this.word = word;
    }

    /** Stable lower-case name, for example {@code src-ip}. */
    public String word() {
        return word;
    }

    public static Optional<Field> ofWord(String word) {
        for (Field field : values()) {
            if (field.word.equals(word)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
