package org.commonwatch.cli.console;

/** The exit codes every command keeps to. */
public final class Exit {
    /** The command did what was asked. */
    public static final int DONE = 0;

    /** Something was refused, or a check found problems. */
    public static final int REFUSED = 1;

    /** The command line was wrong; nothing was done. */
    public static final int USAGE = 2;

    /** The world failed: no node, no disk, a broken connection. */
    public static final int FAULT = 3;

    private Exit() {}
}
