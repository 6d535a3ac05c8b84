package org.commonwatch.node.spine;

import org.commonwatch.node.policy.Space;

/**
 * One of the node's logs.
 *
 * @param number small, fixed for the life of the log on this node, part of every item's key
 * @param name folder below {@code ledger/}, path below {@code /ledger/} and, for a community, its TAXII API root
 * @param space who could ever see what stands in it
 * @param origin the line that names the log in its checkpoints (C2SP tlog-checkpoint)
 */
public record Log(int number, String name, Space space, String origin) {
    public static final int NUMBER_MAX = 1023;

    public Log {
        if (number < 0 || number > NUMBER_MAX) {
            throw new IllegalArgumentException("a log's number is 0 to " + NUMBER_MAX + ", not " + number);
        }
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "a log's name is a small letter and up to 62 letters, digits or '-': " + name);
        }
    }
}
