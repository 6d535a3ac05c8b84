package org.commonwatch.node.outbound;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request that brought no answer to use: a stable code for programs and a sentence for people, never with a secret in it. */
public final class OutboundFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    OutboundFault(String code, String sentence) {
        this(code, sentence, null);
    }

    OutboundFault(String code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** For example {@code body-too-big}. */
    public String code() {
        return code;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
