package org.commonwatch.node.spine;

/** Who puts the entries of a log in order, seen from this node. */
public enum Ordering {
    /** This node and nobody else. */
    ALONE,

    /** This node as one of a council. */
    COUNCIL,

    /** Other nodes; this one follows. */
    ELSEWHERE
}
