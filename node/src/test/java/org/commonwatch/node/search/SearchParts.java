package org.commonwatch.node.search;

import java.util.List;
import org.commonwatch.node.spine.Projection;

/** What the slice brings to a node that a test puts together by hand. */
public final class SearchParts {
    private SearchParts() {}

    public static List<Projection> projections() {
        return List.of(new ValuesProjection(), new ProseProjection());
    }
}
