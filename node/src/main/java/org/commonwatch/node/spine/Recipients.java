package org.commonwatch.node.spine;

/** Whom the payload of a command is for. */
public sealed interface Recipients {
    Recipients EVERYONE = new Everyone();
    Recipients IN_CLEAR = new InClear();

    /** All who read the log; sealed to them where a community's members do. */
    record Everyone() implements Recipients {}

    /** Whoever gets hold of it: what is TLP:CLEAR, and what is encrypted already. */
    record InClear() implements Recipients {}

    /** An audience of named members, by its id. */
    record Named(String audience) implements Recipients {}
}
