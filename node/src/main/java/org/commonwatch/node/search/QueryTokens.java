package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.Values;

/**
 * Cuts a query into tokens, in one pass. A blank, a parenthesis or a quote ends a word, except where the parenthesis is a
 * defanged sign inside it, as in {@code evil(.)example}. A colon makes a field of what stands before it, except in URLs and
 * other values that hold colons.
 */
final class QueryTokens {
    static final String CODE = "query-syntax";
    static final List<String> FIELDS = List.of("type", "tlp", "source", "after", "before", "value");
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");
    private static final List<String> DEFANGED = List.of("(.)", "(dot)", "(:)", "(@)", "(at)", "(://)");

    private final String query;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private QueryTokens(String query) {
        this.query = query;
    }

    /** @throws Refused {@code query-syntax} with the place, in characters from 1 */
    static List<Token> of(String query) throws Refused {
        if (query.length() > Limits.QUERY_CHARS_MAX) {
            throw refuse(
                    query, Limits.QUERY_CHARS_MAX, "A query has at most " + Limits.QUERY_CHARS_MAX + " characters.");
        }
        QueryTokens tokens = new QueryTokens(query);
        tokens.run();
        return tokens.tokens;
    }

    static Refused refuse(String query, int at, String message) {
        int position = query.codePointCount(0, Math.min(at, query.length())) + 1;
        return Refusal.of(CODE, "character " + position, message).toException();
    }

    private void run() throws Refused {
        while (at < query.length()) {
            char c = query.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '(' && defanged(at) == 0) {
                tokens.add(new Token.Open(at++));
            } else if (c == ')') {
                tokens.add(new Token.Close(at++));
            } else if (c == '"') {
                int start = at;
                tokens.add(new Token.Term(start, "", start + 1, quoted(), true));
            } else {
                word();
            }
        }
        tokens.add(new Token.End(at));
    }

    private void word() throws Refused {
        int start = at;
        int colon = -1;
        while (at < query.length()) {
            char c = query.charAt(at);
            if (Character.isWhitespace(c) || c == ')' || c == '"') {
                break;
            }
            int defanged = c == '(' ? defanged(at) : 0;
            if (c == '(' && defanged == 0) {
                break;
            }
            if (c == ':' && colon < 0) {
                colon = at;
            }
            at += Math.max(1, defanged);
        }
        String word = query.substring(start, at);
        if (OPERATORS.contains(word)) {
            tokens.add(new Token.Operator(start, word));
        } else if (colon > start && isField(query.substring(start, colon), word)) {
            field(start, colon);
        } else {
            tokens.add(new Token.Term(start, "", start, word, false));
        }
    }

    /** Letters and a colon look like a field; one we do not know is more likely a slip than a word. */
    private boolean isField(String name, String word) {
        if (FIELDS.contains(name)) {
            return true;
        }
        boolean letters = name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        return letters
                && !word.startsWith("://", name.length())
                && Values.classify(word).isEmpty();
    }

    private void field(int start, int colon) throws Refused {
        String name = query.substring(start, colon);
        if (!FIELDS.contains(name)) {
            throw refuse(
                    query,
                    start,
                    "There is no field " + name + "; the fields are " + String.join(", ", FIELDS)
                            + ". Put it in quotes to search for it as text.");
        }
        if (at == colon + 1 && at < query.length() && query.charAt(at) == '"') {
            tokens.add(new Token.Term(start, name, colon + 2, quoted(), true));
            return;
        }
        if (at == colon + 1) {
            throw refuse(query, at, "A value for " + name + ": is missing; write it right after the colon.");
        }
        tokens.add(new Token.Term(start, name, colon + 1, query.substring(colon + 1, at), false));
    }

    private String quoted() throws Refused {
        int open = at++;
        int close = query.indexOf('"', at);
        if (close < 0) {
            throw refuse(query, open, "This quote is never closed.");
        }
        String text = query.substring(at, close);
        at = close + 1;
        return text;
    }

    /** The length of a defanged sign inside a word, or 0. */
    private int defanged(int from) {
        boolean inside = from > 0 && !Character.isWhitespace(query.charAt(from - 1)) && query.charAt(from - 1) != '(';
        if (inside) {
            for (String sign : DEFANGED) {
                if (query.regionMatches(true, from, sign, 0, sign.length())) {
                    return sign.length();
                }
            }
        }
        return 0;
    }
}
