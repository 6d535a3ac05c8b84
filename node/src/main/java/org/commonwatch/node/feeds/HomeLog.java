package org.commonwatch.node.feeds;

import java.util.List;
import java.util.Map;
import org.commonwatch.stix.StixObject;

/**
 * What feeds need of the home log, and all of it. Every act returns after it is final and applied; a fault means that
 * nothing may be taken as done, though it may be.
 */
interface HomeLog {
    /** Objects and bytes of one act, which is one statement. */
    int OBJECTS_MAX = 2_000;

    long BYTES_MAX = 8L * 1024 * 1024;

    /**
     * @param objects at most {@link #OBJECTS_MAX}, and no more than {@link #BYTES_MAX} before the last one
     * @param batch names everything of one poll, so that it can be recalled together
     * @return the key of each object's claim, in order
     */
    List<Long> put(List<StixObject> objects, String batch, String source, String format) throws PollFault;

    /** The objects at these keys; a payload that is not here any more is left out. */
    Map<Long, StixObject> read(List<Long> items) throws PollFault;

    void recall(List<Long> items, String reason) throws PollFault;

    void reinstate(List<Long> items) throws PollFault;
}
