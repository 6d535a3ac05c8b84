package org.commonwatch.node.sources;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why something a source was sent, or should have read, was not matched; or not as it should be. */
enum Dropped {
    QUEUE_FULL("messages dropped because matching was behind (UDP cannot be slowed down)"),
    KERNEL("datagrams dropped by the kernel before this node read them"),
    TOO_LONG("messages longer than a message may be, of which the start was matched"),
    BAD_FRAME("connections ended because their framing could not be read"),
    TOO_MANY_CONNECTIONS("connections refused because there were too many"),
    NOT_AUTHENTIC("connections ended because TLS could not be agreed on"),
    FAULT("messages that a fault of this node kept from being matched"),
    SESSION_LOST("times the broker no longer knew this node, so that what was published meanwhile never came"),
    STOPPED("messages still unmatched when the source stopped"),
    TRUNCATED("bytes gone because a file was truncated or removed before they were read"),
    TOO_MANY_FILES("files left out because there were too many"),
    CUT("lines longer than a line may be, matched in pieces");

    private final String sentence;

    Dropped(String sentence) {
        this.sentence = sentence;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What was counted, to follow a number. */
    public String sentence() {
        return sentence;
    }

    static Optional<Dropped> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word().equals(word))
                .findFirst();
    }
}
