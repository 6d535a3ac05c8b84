package org.commonwatch.cli.console;

/**
 * The world failed a command: names what was attempted and, where it helps, the way out. Unchecked, because only the top
 * of the program decides about it: one line on stderr and exit code {@link Exit#FAULT}.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Fault(String sentence) {
        super(sentence);
    }

    public Fault(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
