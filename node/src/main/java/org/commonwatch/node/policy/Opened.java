package org.commonwatch.node.policy;

import java.util.List;

/**
 * A value the gate let through, with what it decided on and why.
 *
 * @param fired the rules that fired, in order
 */
public record Opened<T>(T value, Terms terms, List<Rule> fired) {
    public Opened {
        fired = List.copyOf(fired);
    }
}
