package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a query made of words alone in the language of the full-text index. Words are always strings in quotes, so nothing
 * in them is read as syntax; a word of several parts, such as {@code CVE-2021-44228}, is a phrase.
 */
final class FullText {
    private FullText() {}

    /** Nothing when something else than words takes part, or when it cannot be said there, such as a NOT on its own. */
    static Optional<String> of(Query query) {
        return switch (query) {
            case Query.Words words ->
                Optional.of(words).filter(each -> !ValueWords.mayBeValue(each)).map(FullText::string);
            case Query.And and -> all(and.parts());
            case Query.Or or -> joined(or.parts(), " OR ");
            case Query.Not _,
                    Query.All _,
                    Query.OfType _,
                    Query.Marked _,
                    Query.FromSource _,
                    Query.AddedFrom _,
                    Query.AddedBefore _,
                    Query.HasValue _ -> Optional.empty();
        };
    }

    static String string(Query.Words words) {
        return "\"" + words.text().replace("\"", "\"\"") + "\"" + (words.prefix() ? "*" : "");
    }

    private static Optional<String> all(List<Query> parts) {
        List<Query> wanted = new ArrayList<>();
        List<Query> unwanted = new ArrayList<>();
        for (Query part : parts) {
            if (part instanceof Query.Not(Query inner)) {
                unwanted.add(inner);
            } else {
                wanted.add(part);
            }
        }
        Optional<String> positive = wanted.isEmpty() ? Optional.empty() : joined(wanted, " AND ");
        if (unwanted.isEmpty() || positive.isEmpty()) {
            return positive;
        }
        return joined(unwanted, " OR ").map(negative -> "(" + positive.get() + " NOT " + negative + ")");
    }

    private static Optional<String> joined(List<Query> parts, String operator) {
        List<String> texts = new ArrayList<>();
        for (Query part : parts) {
            Optional<String> text = of(part);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of("(" + String.join(operator, texts) + ")");
    }
}
