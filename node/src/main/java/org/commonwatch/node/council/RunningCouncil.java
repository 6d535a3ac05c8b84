package org.commonwatch.node.council;

import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Log;

/** The council as it runs, which comes to what the log says one node at a time. */
public interface RunningCouncil {
    /** Members whose nodes order now; empty when this node cannot know, because it is none of them. */
    Optional<List<String>> ordering(Log log);

    /** How this node takes part; empty when it does not. */
    Optional<Running> running(Log log);

    /**
     * A running council as this node sees it.
     *
     * @param leads whether this node leads
     * @param leader the member whose node leads; empty while nobody is known to
     * @param ordering members whose nodes take part now
     * @param agreed whether that is agreed on: whom it leaves out is not needed any more
     * @param waiting what the next step waits for, in words; empty when the council is as the log says
     * @param trouble what keeps this node from taking part; empty while it does
     */
    record Running(
            boolean leads,
            Optional<String> leader,
            List<String> ordering,
            boolean agreed,
            String waiting,
            String trouble) {
        public Running {
            ordering = List.copyOf(ordering);
        }
    }
}
