package org.commonwatch.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which word was meant by one that is none. */
public final class Nearest {
    /** With more letters wrong than one in so many it was another word; one wrong letter is always forgiven. */
    private static final int LETTERS_PER_MISTAKE = 3;

    /** A longer word is no slip; comparing takes time with the square of the length. */
    private static final int LETTERS_MAX = 64;

    private Nearest() {}

    /** The word with the fewest letters added, left out, changed or swapped; of equals the first. Empty when none is near. */
    public static Optional<String> of(String typed, Collection<String> words) {
        if (typed.length() > LETTERS_MAX) {
            return Optional.empty();
        }
        int mistakesMax = Math.max(1, typed.length() / LETTERS_PER_MISTAKE);
        return words.stream()
                .min(Comparator.comparingInt(word -> mistakes(typed, word)))
                .filter(word -> mistakes(typed, word) <= mistakesMax);
    }

    /** Of Damerau and Levenshtein, a row at a time: letters added, left out, changed, or swapped with the next one. */
    private static int mistakes(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] last = before;
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            before = last;
            last = row;
            row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(row[j - 1], last[j]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[other.length()];
    }
}
