package org.commonwatch.values;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;

/**
 * Undoes the ways people make values harmless to click: {@code hxxp}, {@code [.]}, {@code (dot)}, {@code [@]} and so on.
 *
 * <p>Idea: one pass from left to right with a bounded look ahead, writing the refanged text and, for each of its
 * characters, where it came from. Cost: linear; each position looks ahead at most {@link #LOOK_AHEAD_CHARS}.
 */
public final class Refang {
    private static final int LOOK_AHEAD_CHARS = 80;

    /** Words after a spoken " dot " that are country domains but far more often words of a sentence. */
    private static final Set<String> PROSE_WORDS = Set.of(
            "a", "am", "an", "and", "as", "at", "be", "by", "do", "for", "in", "is", "it", "me", "my", "no", "of", "on",
            "or", "so", "the", "to", "us", "was", "we");

    private final String text;
    private final int[] origins;
    private final BitSet undone;

    private Refang(String text, int[] origins, BitSet undone) {
        this.text = text;
        this.origins = origins;
        this.undone = undone;
    }

    /** The refanged text alone. */
    static String plain(String original) {
        return of(original).text;
    }

    public String text() {
        return text;
    }

    /** Where in the original the character at {@code index} of the refanged text starts; the end maps to the end. */
    public int origin(int index) {
        return origins[index];
    }

    /** Whether anything between the two indexes of the refanged text was written defanged. */
    public boolean isUndone(int from, int to) {
        int next = undone.nextSetBit(from);
        return next >= 0 && next < to;
    }

    public static Refang of(String original) {
        Pass pass = new Pass(original);
        while (pass.at < original.length()) {
            pass.step();
        }
        return pass.done();
    }

    /** The state of one pass: what is read, what is written. */
    private static final class Pass {
        private final String in;
        private final StringBuilder out;
        private int[] origins;
        private final BitSet undone = new BitSet();
        private int at;

        Pass(String in) {
            this.in = in;
            this.out = new StringBuilder(in.length());
            this.origins = new int[in.length() + 1];
        }

        Refang done() {
            origins[out.length()] = in.length();
            return new Refang(out.toString(), Arrays.copyOf(origins, out.length() + 1), undone);
        }

        void step() {
            char c = in.charAt(at);
            boolean handled = switch (c) {
                case '[', '(', '{' -> bracket();
                case ']', ')', '}' -> false;
                case '.' -> halfBracketAfter();
                case '\\' -> backslash();
                case ' ' -> spoken();
                case 'h', 'H', 'f', 'F', 'm', 'M', 's', 'S' -> scheme();
                case '\u3002', '\uff0e', '\uff61' -> foreignDot();
                case '\u00ad', '\u200b', '\u2060', '\ufeff' -> {
                    at++;
                    yield true;
                }
                default -> false;
            };
            if (!handled) {
                put(c, at);
                at++;
            }
        }

        private void put(char c, int origin) {
            origins[out.length()] = origin;
            out.append(c);
        }

        private void put(String text, int origin) {
            if (out.length() + text.length() >= origins.length) {
                origins = Arrays.copyOf(origins, origins.length * 2 + text.length());
            }
            for (int i = 0; i < text.length(); i++) {
                undone.set(out.length());
                put(text.charAt(i), origin);
            }
        }

        /** {@code [.]}, {@code (dot)}, {@code [@]}, {@code [://]} ... and the half {@code [.example}. */
        private boolean bracket() {
            int from = skipBlanks(at + 1, 2);
            int end = from;
            while (end < in.length() && end - from < 5 && "])} ".indexOf(in.charAt(end)) < 0) {
                end++;
            }
            int close = skipBlanks(end, 2);
            if (close >= in.length() || "])}".indexOf(in.charAt(close)) < 0) {
                return halfBracketBefore();
            }
            String inside = in.substring(from, end).toLowerCase(Locale.ROOT);
            String plain = switch (inside) {
                case ".", "dot", "d0t", "punkt", "punto", "point" -> ".";
                case "@", "at" -> "@";
                case ":" -> ":";
                case "://" -> "://";
                case "/" -> "/";
                case ",", "" -> "";
                default -> "";
            };
            if (plain.isEmpty()) {
                return false;
            }
            boolean joins = plain.equals(".") || plain.equals("@");
            if (joins && !out.isEmpty() && out.charAt(out.length() - 1) == ' ' && isWord(out.length() - 2)) {
                out.setLength(out.length() - 1);
            }
            int next = close + 1;
            if (joins && next + 1 < in.length() && in.charAt(next) == ' ' && isWordChar(in.charAt(next + 1))) {
                next++;
            }
            put(plain, at);
            at = next;
            return true;
        }

        private boolean halfBracketBefore() {
            boolean half = at + 2 < in.length()
                    && in.charAt(at + 1) == '.'
                    && isWord(out.length() - 1)
                    && isWordChar(in.charAt(at + 2));
            if (half) {
                put(".", at);
                at += 2;
            }
            return half;
        }

        private boolean halfBracketAfter() {
            boolean half = at + 2 < in.length()
                    && "])}".indexOf(in.charAt(at + 1)) >= 0
                    && isWord(out.length() - 1)
                    && isWordChar(in.charAt(at + 2));
            if (half) {
                put(".", at);
                at += 2;
            }
            return half;
        }

        /** {@code \.} between words, {@code \/} anywhere. */
        private boolean backslash() {
            char next = at + 1 < in.length() ? in.charAt(at + 1) : ' ';
            boolean escape = next == '/'
                    || (next == '.'
                            && isWord(out.length() - 1)
                            && at + 2 < in.length()
                            && isWordChar(in.charAt(at + 2)));
            if (escape) {
                put(String.valueOf(next), at);
                at += 2;
            }
            return escape;
        }

        /** {@code evil dot example}; {@code user at evil dot example} only with a spoken dot after it, as "hosted at" is prose. */
        private boolean spoken() {
            if (!isWord(out.length() - 1)) {
                return false;
            }
            if (in.regionMatches(true, at, " dot ", 0, 5)) {
                String word = word(at + 5);
                if (word.isEmpty() || PROSE_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                    return false;
                }
                put(".", at);
                at += 5;
                return true;
            }
            if (in.regionMatches(true, at, " at ", 0, 4)) {
                String host = word(at + 4);
                int after = at + 4 + host.length();
                boolean dotted = !host.isEmpty() && in.regionMatches(true, after, " dot ", 0, 5);
                if (dotted) {
                    put("@", at);
                    at += 4;
                }
                return dotted;
            }
            return false;
        }

        /** {@code hxxp}, {@code h**p}, {@code hXXps}, {@code meow}, {@code fxp}, followed by some form of {@code ://}. */
        private boolean scheme() {
            if (isWord(out.length() - 1)) {
                return false;
            }
            int end = at;
            while (end < in.length() && end - at < 8 && (isWordChar(in.charAt(end)) || in.charAt(end) == '*')) {
                end++;
            }
            String plain = switch (in.substring(at, end).toLowerCase(Locale.ROOT)) {
                case "hxxp", "hxtp", "htxp", "h**p", "hxxxp", "httx", "meow", "http" -> "http";
                case "hxxps", "hxtps", "htxps", "h**ps", "hxxxps", "httxs", "meows", "https" -> "https";
                case "fxp", "ftp" -> "ftp";
                case "sfxp" -> "sftp";
                default -> "";
            };
            int separator = plain.isEmpty() ? 0 : separator(end);
            if (separator == 0 || in.startsWith(plain + "://", at)) {
                return false;
            }
            put(plain + "://", at);
            at = end + separator;
            return true;
        }

        /** The length of a written {@code ://} that starts here, or 0. */
        private int separator(int from) {
            for (String form : new String[] {
                "://", "[:]//", "(:)//", "{:}//", "[://]", "(://)", ":\\\\", "[:]\\\\", ":\\/\\/", "[:/]/", ":[//]",
                ":[/][/]"
            }) {
                if (in.startsWith(form, from)) {
                    return form.length();
                }
            }
            return 0;
        }

        private boolean foreignDot() {
            boolean between = isWord(out.length() - 1)
                    && out.charAt(out.length() - 1) < 128
                    && at + 1 < in.length()
                    && in.charAt(at + 1) < 128
                    && isWordChar(in.charAt(at + 1));
            if (between) {
                put(".", at);
                at++;
            }
            return between;
        }

        private String word(int from) {
            int end = from;
            while (end < in.length() && end - from < LOOK_AHEAD_CHARS && isWordChar(in.charAt(end))) {
                end++;
            }
            return in.substring(Math.min(from, end), end);
        }

        private int skipBlanks(int from, int most) {
            int end = from;
            while (end < in.length() && end - from < most && in.charAt(end) == ' ') {
                end++;
            }
            return end;
        }

        private boolean isWord(int index) {
            return index >= 0 && isWordChar(out.charAt(index));
        }

        private static boolean isWordChar(char c) {
            return Character.isLetterOrDigit(c) || c == '-' || c == '_';
        }
    }
}
