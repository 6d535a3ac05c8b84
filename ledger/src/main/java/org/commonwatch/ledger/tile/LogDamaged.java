package org.commonwatch.ledger.tile;

/** A file of the log is not what it must be. Nothing is guessed around it: stop, verify, restore from a copy. */
public final class LogDamaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;

    /** @param file relative to the log's folder; {@code what} says what is wrong there and at which byte */
    public LogDamaged(String file, String what) {
        super(file + ": " + what);
        this.file = file;
    }

    public String file() {
        return file;
    }
}
