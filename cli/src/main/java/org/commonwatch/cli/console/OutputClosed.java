package org.commonwatch.cli.console;

/** Whoever read our output has gone, as in {@code commonwatch search x | head -1}: stop without a word. */
public final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosed(Throwable cause) {
        super("the reader of our output has gone", cause);
    }
}
