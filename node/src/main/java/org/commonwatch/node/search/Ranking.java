package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a query by which hits are ranked: words that every hit has.
 *
 * @param words in the language of the full-text index; empty when there is nothing to rank by
 * @param rest what else must hold
 */
record Ranking(Optional<String> words, Query rest) {
    static Ranking of(Query query) {
        Optional<String> whole = FullText.of(query);
        if (whole.isPresent() || !(query instanceof Query.And(List<Query> parts))) {
            return new Ranking(whole, new Query.All());
        }
        List<Query> wanted = new ArrayList<>();
        List<Query> rest = new ArrayList<>();
        for (Query part : parts) {
            (FullText.of(part).isPresent() ? wanted : rest).add(part);
        }
        Optional<String> words = wanted.isEmpty() ? Optional.empty() : FullText.of(new Query.And(wanted));
        return new Ranking(words, new Query.And(rest));
    }
}
