package org.commonwatch.stix.pattern;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * Stops the parser at the first token that does not fit and says in plain words what should have stood there, what did, and
 * where it helps, how to mend it.
 */
final class FirstError extends DefaultErrorStrategy {
    private static final int SHOWN_CHARS_MAX = 40;

    private static final Set<String> KEYWORDS = Set.of(
            "AND",
            "OR",
            "NOT",
            "FOLLOWEDBY",
            "LIKE",
            "MATCHES",
            "ISSUPERSET",
            "ISSUBSET",
            "EXISTS",
            "IN",
            "START",
            "STOP",
            "WITHIN",
            "SECONDS",
            "REPEATS",
            "TIMES");

    private final List<Token> tokens;

    FirstError(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Leaves the parser; the generated code declares no checked exceptions. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient PatternError error;

        Found(PatternError error) {
            super(error.getMessage(), null, false, false);
            this.error = error;
        }
    }

    @Override
    public void reportError(Parser parser, RecognitionException e) {
        throw found(e.getOffendingToken(), e.getExpectedTokens(), parser.getContext());
    }

    @Override
    public Token recoverInline(Parser parser) {
        throw found(parser.getCurrentToken(), parser.getExpectedTokens(), parser.getContext());
    }

    @Override
    public void sync(Parser parser) {
        // The parser itself complains at the next match; guessing ahead would only repeat it.
    }

    private Found found(Token token, IntervalSet expected, ParserRuleContext context) {
        String wanted = wanted(expected, context);
        String hint = hint(token, expected, context);
        int index = token.getTokenIndex();
        String after = index > 0 ? " after " + shown(tokens.get(index - 1)) : "";
        String message = "expected " + wanted + after + ", found " + shown(token) + (hint.isEmpty() ? "" : "; " + hint);
        return new Found(PatternReader.at(token, "pattern-syntax", message));
    }

    private static String wanted(IntervalSet set, ParserRuleContext context) {
        boolean value = set.contains(StixPatternParser.STRING);
        if (context instanceof StixPatternParser.PatternContext) {
            return "AND, OR, FOLLOWEDBY, a qualifier or the end";
        } else if (set.contains(StixPatternParser.EXISTS)) {
            return set.contains(StixPatternParser.NAME) ? "a comparison such as file:size = 10" : "EXISTS";
        } else if (set.contains(StixPatternParser.LIKE)) {
            return "an operator such as =, !=, <, IN, LIKE or MATCHES";
        } else if (set.contains(StixPatternParser.LBRACK)) {
            return "'[' or '('";
        } else if (set.contains(StixPatternParser.COLON)) {
            return "':'";
        } else if (value && set.contains(StixPatternParser.INTEGER)) {
            return "a value";
        } else if (value) {
            return set.contains(StixPatternParser.NAME) ? "a property name" : "a text in single quotes";
        } else if (set.contains(StixPatternParser.HYPHENATED)) {
            return "an object type";
        } else if (set.contains(StixPatternParser.STAR)) {
            return "a list index or *";
        } else if (set.contains(StixPatternParser.FLOAT)) {
            return "a number of seconds";
        } else if (set.contains(StixPatternParser.INTEGER)) {
            return "a whole number";
        } else if (set.contains(StixPatternParser.TIMESTAMP)) {
            return "a time such as t'2026-01-31T12:00:00Z'";
        }
        return closing(set, context);
    }

    private static String closing(IntervalSet set, ParserRuleContext context) {
        if (set.contains(StixPatternParser.SECONDS)) {
            return "SECONDS";
        } else if (set.contains(StixPatternParser.TIMES)) {
            return "TIMES";
        } else if (set.contains(StixPatternParser.STOP)) {
            return "STOP";
        } else if (context instanceof StixPatternParser.SetContext) {
            return set.contains(StixPatternParser.LPAREN) ? "'('" : "',' or ')'";
        } else if (context instanceof StixPatternParser.GroupContext) {
            return "AND, OR, FOLLOWEDBY, a qualifier or ')'";
        } else if (context instanceof StixPatternParser.ComparisonGroupContext) {
            return "AND, OR or ')'";
        } else if (context instanceof StixPatternParser.ObservedContext) {
            return "AND, OR or ']'";
        }
        return "']'";
    }

    private String hint(Token token, IntervalSet expected, ParserRuleContext context) {
        String text = token.getText();
        boolean name = token.getType() == StixPatternParser.NAME || token.getType() == StixPatternParser.HYPHENATED;
        int index = token.getTokenIndex();
        if (token.getType() == StixPatternParser.OPEN_STRING) {
            return openString(token);
        } else if (text.equals("/")) {
            return "a comment runs from /* to */";
        } else if (text.equals("\"") || text.equals("\u2018") || text.equals("\u2019") || text.equals("\u201c")) {
            return "texts stand in straight single quotes";
        } else if (name && KEYWORDS.contains(text.toUpperCase(Locale.ROOT))) {
            return "keywords are written in capitals: " + text.toUpperCase(Locale.ROOT);
        } else if (expected.contains(StixPatternParser.TIMESTAMP)
                && !expected.contains(StixPatternParser.STRING)
                && token.getType() == StixPatternParser.STRING) {
            return "STIX 2.1 puts a t before the quote; a plain text was STIX 2.0";
        } else if (name && index == 0) {
            return "a comparison stands in square brackets: [file:size = 10]";
        } else if (token.getType() == StixPatternParser.HYPHENATED && expected.contains(StixPatternParser.STRING)) {
            return "put it in single quotes: '" + shorten(text) + "'";
        } else if (name && expected.contains(StixPatternParser.HEX)) {
            return "texts stand in single quotes";
        } else if (expected.contains(StixPatternParser.COLON) && text.equals(".")) {
            return "a colon stands between object type and property: file:size";
        } else if (context instanceof StixPatternParser.ObservedContext && text.equals(")")) {
            return "there is no '(' to close";
        } else if (context instanceof StixPatternParser.PatternContext && (text.equals(")") || text.equals("]"))) {
            return "there is nothing open to close";
        }
        return "";
    }

    private static String openString(Token token) {
        String text = token.getText();
        int after = token.getStopIndex() + 1;
        if (after < token.getInputStream().size()) {
            return "inside quotes a backslash is written \\\\ and a quote \\'";
        }
        return text.equals("'") ? "a quote opens here and is never closed" : "the quote is never closed";
    }

    private static String shown(Token token) {
        return token.getType() == Token.EOF ? "the end of the pattern" : quote(shorten(token.getText()));
    }

    private static String quote(String text) {
        return text.startsWith("'") ? text : "'" + text + "'";
    }

    private static String shorten(String text) {
        if (text.codePointCount(0, text.length()) <= SHOWN_CHARS_MAX) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARS_MAX)) + "…";
    }
}
