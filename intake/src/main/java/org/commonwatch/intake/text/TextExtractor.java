package org.commonwatch.intake.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.commonwatch.values.Flag;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.Refang;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * Finds indicator values in prose.
 *
 * <p>Idea: refang the whole text once, cut it into runs at blanks and quotation marks, take URLs out of each run, cut what
 * remains into words at characters no value holds, and ask {@link Values#recognise} about each word; a word that is nothing
 * is cut once more at ever weaker separators. Cost: linear. Every character belongs to one run, one word and at most
 * {@link #CUTS_MAX} pieces of a word, and words beyond {@link #WORD_CHARS_MAX} are not looked at.
 *
 * <p>From a URL only the URL is reported, not its host: that a page on a big site is bad says nothing of the site.
 */
public final class TextExtractor {
    /** The longest word that is not a URL: an e-mail address or host name, generously. */
    static final int WORD_CHARS_MAX = 1024;

    /** Mentions reported for one text. */
    static final int MENTIONS_MAX = 200_000;

    /** How often a word that is nothing may be cut: at slashes, at colons, at a change of script. */
    static final int CUTS_MAX = 3;

    private final Refang refanged;
    private final String original;
    private final String text;
    private final List<Mention> mentions = new ArrayList<>();
    private int overlong;

    private TextExtractor(String original) {
        this.original = original;
        this.refanged = Refang.of(original);
        this.text = refanged.text();
    }

    public static Extraction extract(String original) {
        TextExtractor extractor = new TextExtractor(original);
        extractor.runs();
        boolean left = extractor.mentions.size() >= MENTIONS_MAX;
        return new Extraction(extractor.mentions, extractor.overlong, left);
    }

    private void runs() {
        int at = 0;
        while (at < text.length() && mentions.size() < MENTIONS_MAX) {
            int start = at;
            while (at < text.length() && !endsRun(text.charAt(at))) {
                at++;
            }
            run(start, at);
            at++;
        }
    }

    private static boolean endsRun(char c) {
        return c <= ' '
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || "<>\"`|«»“”„‘’、，；。（）【】《》「」".indexOf(c) >= 0;
    }

    /** Takes the URLs out of one run and hands the rest to {@link #words}. */
    private void run(int start, int end) {
        int from = start;
        int colon = indexOf("://", from, end);
        while (colon >= 0) {
            int scheme = schemeStart(colon, from);
            int next = indexOf("://", colon + 3, end);
            int urlEnd = end;
            while (next >= 0) {
                int nextScheme = schemeStart(next, colon + 3);
                if (nextScheme < next && ",;|)]}".indexOf(text.charAt(nextScheme - 1)) >= 0) {
                    urlEnd = nextScheme;
                    break;
                }
                next = indexOf("://", next + 3, end);
            }
            words(from, scheme);
            url(scheme, trimEnd(scheme, urlEnd));
            from = urlEnd;
            colon = next;
        }
        words(from, end);
    }

    private int indexOf(String what, int from, int end) {
        for (int i = from; i <= end - what.length(); i++) {
            if (text.startsWith(what, i)) {
                return i;
            }
        }
        return -1;
    }

    private int schemeStart(int colon, int from) {
        int start = colon;
        while (start > from && colon - start < 16 && isSchemeChar(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isSchemeChar(char c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    /** Leaves out the punctuation of the sentence around: full stops, and brackets that were not opened inside. */
    private int trimEnd(int start, int end) {
        int round = 0;
        int square = 0;
        for (int i = start; i < end; i++) {
            switch (text.charAt(i)) {
                case '(' -> round++;
                case ')' -> round--;
                case '[' -> square++;
                case ']' -> square--;
                default -> {}
            }
        }
        int last = end;
        while (last > start) {
            char c = text.charAt(last - 1);
            boolean unopened = (c == ')' && round < 0) || (c == ']' && square < 0);
            if (!unopened && ".,;:!?'*_}…".indexOf(c) < 0) {
                break;
            }
            round += c == ')' ? 1 : 0;
            square += c == ']' ? 1 : 0;
            last--;
        }
        return last;
    }

    private void url(int start, int end) {
        if (end - start > Values.VALUE_CHARS_MAX) {
            overlong++;
            return;
        }
        Optional<IndicatorValue> value = Values.recognise(text.substring(start, end), true);
        if (value.isPresent()) {
            report(start, end, value.get());
        } else {
            words(Math.min(end, start + text.substring(start, end).indexOf("://") + 3), end);
        }
    }

    private void words(int start, int end) {
        int at = start;
        while (at < end) {
            int from = at;
            while (at < end && isWordChar(at)) {
                at++;
            }
            if (at > from) {
                word(from, at, 0);
            }
            at++;
        }
    }

    /** Letters, digits and what stands inside e-mail addresses, addresses with zone or port, paths and host names. */
    private boolean isWordChar(int at) {
        char c = text.charAt(at);
        return Character.isLetterOrDigit(c)
                || ".-_:@/\\%+~".indexOf(c) >= 0
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.isSurrogate(c);
    }

    private void word(int start, int end, int cuts) {
        int from = start;
        int to = end;
        while (to > from && ".-_:@/\\%+~".indexOf(text.charAt(to - 1)) >= 0 && !keepsColons(from, to)) {
            to--;
        }
        while (from < to && ".-:@/\\%+~".indexOf(text.charAt(from)) >= 0 && !text.startsWith("::", from)) {
            from++;
        }
        if (to - from < 4 && !(to - from >= 3 && text.startsWith("::", from))) {
            return;
        }
        if (to - from > WORD_CHARS_MAX) {
            overlong++;
            return;
        }
        Optional<IndicatorValue> value = recognise(from, to);
        if (value.isPresent()) {
            report(from, to, value.get());
        } else if (cuts < CUTS_MAX) {
            cut(from, to, cuts);
        }
    }

    /** An IPv6 address may end in two colons. */
    private boolean keepsColons(int from, int to) {
        return to - from > 3 && text.startsWith("::", to - 2) && Character.digit(text.charAt(from), 16) >= 0;
    }

    /** Cuts at the strongest separator inside; each separator kind is used at most once on the way down. */
    private void cut(int from, int to, int cuts) {
        boolean backslash = indexOf("\\", from, to) >= 0;
        if (backslash || indexOf("/", from, to) >= 0) {
            path(from, to, backslash);
        } else if (indexOf(":", from, to) >= 0) {
            pieces(from, to, cuts, c -> c != ':');
        } else if (hasForeign(from, to)) {
            pieces(from, to, CUTS_MAX - 1, c -> c < 128);
        }
    }

    /** Words joined by slashes, or a path: addresses and ids anywhere in it, a name only at its ends. */
    private void path(int from, int to, boolean backslash) {
        char separator = backslash ? '\\' : '/';
        int first = text.indexOf(separator, from);
        int last = text.lastIndexOf(separator, to - 1);
        word(from, first, CUTS_MAX - 1);
        int middle = first + 1;
        while (!backslash && middle < last) {
            int end = text.indexOf('/', middle);
            recognise(middle, end)
                    .filter(v -> v.kind() != ValueKind.FILENAME && v.kind() != ValueKind.DOMAIN)
                    .ifPresent(mentionAt(middle, end));
            middle = end + 1;
        }
        word(last + 1, to, CUTS_MAX - 1);
    }

    private Optional<IndicatorValue> recognise(int from, int to) {
        return Values.recognise(text.substring(from, to), refanged.isUndone(from, to));
    }

    private Consumer<IndicatorValue> mentionAt(int from, int to) {
        return value -> report(from, to, value);
    }

    private void pieces(int from, int to, int cuts, IntPredicate inside) {
        int at = from;
        while (at < to) {
            int start = at;
            while (at < to && inside.test(text.charAt(at))) {
                at++;
            }
            if (at > start && at - start < to - from) {
                word(start, at, cuts + 1);
            }
            at++;
        }
    }

    private boolean hasForeign(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) >= 128) {
                return true;
            }
        }
        return false;
    }

    private void report(int from, int to, IndicatorValue value) {
        int start = refanged.origin(from);
        int end = originEnd(to);
        String written = original.substring(start, end);
        boolean undone = refanged.isUndone(from, to);
        mentions.add(new Mention(
                start, written, undone ? value.with(Flag.of("refanged", "Was written as " + written + ".")) : value));
    }

    /** The end in the original: just after the character before {@code to}, which may itself stand for several. */
    private int originEnd(int to) {
        return refanged.isUndone(to - 1, to) || to == text.length() || refanged.origin(to) == refanged.origin(to - 1)
                ? refanged.origin(to)
                : refanged.origin(to - 1) + 1;
    }
}
