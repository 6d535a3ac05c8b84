package org.commonwatch.node.policy;

import java.util.List;

/** What the gate says, with every rule that fired, in order. */
public sealed interface Decision {
    List<Rule> fired();

    record Allow(List<Rule> fired) implements Decision {
        public Allow {
            fired = List.copyOf(fired);
        }
    }

    record Deny(List<Rule> fired) implements Decision {
        public Deny {
            fired = List.copyOf(fired);
        }
    }

    default boolean allowed() {
        return this instanceof Allow;
    }
}
