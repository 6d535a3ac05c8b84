package org.commonwatch.node.erasure;

import org.commonwatch.node.spine.Log;

/** Whether a log that other nodes order was looked at since the start. */
@FunctionalInterface
public interface Reach {
    /** Whether what its sources have is here; true for a log that this node orders. */
    boolean reached(Log log);
}
