package org.commonwatch.node.defence;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.commonwatch.node.matching.ActiveValue;

/**
 * What a feed holds for one reader now.
 *
 * @param values each once, sorted by kind and text
 * @param listed how many values were left out because they are on a warning list, by the list's name; one on two lists counts
 *     under both
 * @param unfit how many values the format cannot hold, or a defence should not act on
 * @param cut how many values were left out because there are more than {@link Gathering#FEED_VALUES_MAX}
 */
record Feed(FeedFormat format, List<ActiveValue> values, Map<String, Integer> listed, long unfit, long cut) {
    /** Lists named in the head; of the others the number is told. */
    private static final int LISTS_NAMED_MAX = 20;

    private static final int LIST_CHARS_MAX = 100;

    Feed {
        values = List.copyOf(values);
        listed = Map.copyOf(listed);
    }

    /** @param second when this content was first made, since 1970: the same content is the same bytes */
    void write(long second, Appendable out) throws IOException {
        comment(
                "Commonwatch: " + values.size() + " values that are looked for. Changed "
                        + Instant.ofEpochSecond(second) + ".",
                out);
        if (cut > 0) {
            comment(
                    "Cut: these are the newest; " + cut + " older ones are left out. Ask for fewer kinds or sources.",
                    out);
        }
        if (unfit > 0) {
            comment("Left out: " + unfit + " that this format cannot hold or that no defence should act on.", out);
        }
        List<Map.Entry<String, Integer>> lists = listed.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        for (Map.Entry<String, Integer> list : lists.subList(0, Math.min(LISTS_NAMED_MAX, lists.size()))) {
            String name = Fitting.words(list.getKey(), LIST_CHARS_MAX);
            comment("Left out: " + list.getValue() + " on the warning list " + name, out);
        }
        if (lists.size() > LISTS_NAMED_MAX) {
            comment("Left out: others on " + (lists.size() - LISTS_NAMED_MAX) + " further warning lists.", out);
        }
        format.write(values, second, out);
    }

    private void comment(String text, Appendable out) throws IOException {
        out.append(format.comment()).append(' ').append(text).append('\n');
    }
}
