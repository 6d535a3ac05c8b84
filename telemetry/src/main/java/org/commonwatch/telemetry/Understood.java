package org.commonwatch.telemetry;

/**
 * How well lines were understood.
 *
 * @param lines that were read into fields; without headers and empty lines
 * @param misfits of all lines that were not understood, or not whole
 * @param untimed of those lines that tell no time that can be understood, so that the time of receipt stands in
 */
public record Understood(long lines, long misfits, long untimed) {
    public static final Understood NOTHING = new Understood(0, 0, 0);

    /** What came since then. */
    public Understood since(Understood before) {
        return new Understood(lines - before.lines, misfits - before.misfits, untimed - before.untimed);
    }

    public Understood plus(Understood more) {
        return new Understood(lines + more.lines, misfits + more.misfits, untimed + more.untimed);
    }
}
