package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.commonwatch.stix.Prose;
import org.commonwatch.stix.StixObject;

/** Cuts the piece of an object's text that shows why it was found. Plain text: whoever shows it escapes it. */
final class Snippets {
    private static final int CHARS_MAX = 200;
    private static final int BEFORE_CHARS = 60;

    private final List<String> words = new ArrayList<>();

    private Snippets() {}

    static Snippets of(Query query) {
        Snippets snippets = new Snippets();
        snippets.collect(query);
        return snippets;
    }

    private void collect(Query query) {
        switch (query) {
            case Query.Words text -> words.add(text.text().toLowerCase(Locale.ROOT));
            case Query.HasValue value -> words.add(value.text().toLowerCase(Locale.ROOT));
            case Query.And and -> and.parts().forEach(this::collect);
            case Query.Or or -> or.parts().forEach(this::collect);
            case Query.Not _,
                    Query.All _,
                    Query.OfType _,
                    Query.Marked _,
                    Query.FromSource _,
                    Query.AddedFrom _,
                    Query.AddedBefore _ -> {}
        }
    }

    /** The text after the title, from shortly before the first word that was asked for. */
    String of(StixObject object) {
        String prose = Prose.of(object);
        int title = object.text("name").map(String::length).orElse(0);
        String text = prose.substring(Math.min(title, prose.length())).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        int found = lower.length() == text.length()
                ? words.stream()
                        .mapToInt(lower::indexOf)
                        .filter(at -> at >= 0)
                        .min()
                        .orElse(0)
                : 0;
        int from = found <= BEFORE_CHARS ? 0 : wordStart(text, found - BEFORE_CHARS);
        int to = Math.min(text.length(), from + CHARS_MAX);
        if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
            to--;
        }
        String piece = text.substring(from, to).replaceAll("\\s+", " ");
        return (from > 0 ? "…" : "") + piece + (to < text.length() ? "…" : "");
    }

    private static int wordStart(String text, int from) {
        int blank = text.indexOf(' ', from);
        return blank < 0 || blank > from + BEFORE_CHARS / 2 ? from : blank + 1;
    }
}
