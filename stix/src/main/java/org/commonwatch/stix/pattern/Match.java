package org.commonwatch.stix.pattern;

import java.util.List;

/**
 * A pattern matched.
 *
 * @param ids of the observed-data objects of one binding that satisfies the pattern, each once, in the order given
 */
public record Match(List<String> ids) {
    public Match {
        ids = List.copyOf(ids);
    }
}
