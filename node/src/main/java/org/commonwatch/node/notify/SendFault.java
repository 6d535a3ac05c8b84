package org.commonwatch.node.notify;

import org.jspecify.annotations.Nullable;

/** A message that was not taken: a stable code for programs and a sentence for people, never with a secret in it. */
final class SendFault extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SENTENCE_CHARS_MAX = 500;

    private final String code;
    private final boolean refused;

    /**
     * @param sentence may quote the target: it becomes one line of bounded length
     * @param refused the target was reached, read the message and does not want it
     */
    SendFault(String code, String sentence, boolean refused, @Nullable Throwable cause) {
        super(line(sentence), cause);
        this.code = code;
        this.refused = refused;
    }

    private static String line(String sentence) {
        String line = Plain.line(sentence);
        return line.length() > SENTENCE_CHARS_MAX ? line.substring(0, SENTENCE_CHARS_MAX) : line;
    }

    String code() {
        return code;
    }

    boolean refused() {
        return refused;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
