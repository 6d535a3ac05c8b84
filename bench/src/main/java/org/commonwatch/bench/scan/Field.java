package org.commonwatch.bench.scan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can stand in a line; those with a slot are where injections go. */
enum Field {
    TS,
    ISO,
    CLF,
    SYS,
    UID,
    IN,
    PORT,
    NUM,
    BIG,
    WORD,
    USER,
    PATH,
    AGENT,
    METHOD,
    STATUS,
    QTYPE,
    ADDR(Slot.ADDRESS),
    HOST(Slot.HOST),
    URL(Slot.URL),
    MD5(Slot.MD5),
    SHA1(Slot.SHA1),
    SHA256(Slot.SHA256),
    MAIL(Slot.EMAIL),
    FILE(Slot.FILE),
    PROSE(Slot.PROSE);

    private final @Nullable Slot slot;

    Field() {
        this.slot = null;
    }

    Field(Slot slot) {
        this.slot = slot;
    }

    @Nullable
    Slot slot() {
        return slot;
    }

    static Field named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
