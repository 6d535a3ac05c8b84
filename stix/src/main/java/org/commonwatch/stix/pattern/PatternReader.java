package org.commonwatch.stix.pattern;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.commonwatch.kernel.Limits;

/**
 * Text to expression: tokens, then the tree of the grammar, then {@link TreeBuilder} with the rules the grammar cannot say.
 *
 * <p>Cost is linear. The grammar decides on one token; the scan stops at the first character that belongs to no token
 * (going on would rescan an unclosed comment from every place); parentheses are counted before parsing, so that the
 * parser's recursion is bounded by {@code Limits.PATTERN_DEPTH_MAX}.
 */
final class PatternReader {
    /** Canonical spacing, zeros and time fractions lengthen a text by less than this factor. */
    private static final int CANONICAL_GROWTH_MAX = 4;

    private PatternReader() {}

    static ObservationExpression read(String text) throws PatternError {
        checkCharacters(text);
        List<Token> tokens = scan(text);
        StixPatternParser parser = new StixPatternParser(new CommonTokenStream(new ListTokenSource(tokens)));
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new FirstError(tokens));
        try {
            ObservationExpression expression =
                    new TreeBuilder().sequence(parser.pattern().sequence());
            checkCanonicalLength(text, expression);
            return expression;
        } catch (FirstError.Found found) {
            throw found.error;
        }
    }

    private static void checkCharacters(String text) throws PatternError {
        if (text.length() > Limits.PATTERN_CHARS_MAX) {
            throw new PatternError(
                    "pattern-too-long",
                    0,
                    1,
                    1,
                    "The pattern has " + text.length() + " characters; at most " + Limits.PATTERN_CHARS_MAX
                            + " are taken.");
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                String before = text.substring(0, i);
                int line = 1 + (int) before.chars().filter(each -> each == '\n').count();
                int column = 1 + before.codePointCount(before.lastIndexOf('\n') + 1, i);
                throw new PatternError(
                        "pattern-syntax",
                        before.codePointCount(0, i),
                        line,
                        column,
                        "Half of a surrogate pair is no character.");
            }
        }
    }

    private static List<Token> scan(String text) throws PatternError {
        StixPatternLexer lexer = new StixPatternLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        while (true) {
            Token token = lexer.nextToken();
            tokens.add(token);
            switch (token.getType()) {
                case Token.EOF -> {
                    return tokens;
                }
                case StixPatternLexer.BAD, StixPatternLexer.OPEN_STRING -> {
                    CommonToken end = new CommonToken(token);
                    end.setType(Token.EOF);
                    tokens.add(end);
                    return tokens;
                }
                case StixPatternLexer.LPAREN -> {
                    if (++depth > Limits.PATTERN_DEPTH_MAX) {
                        throw at(
                                token,
                                "pattern-too-deep",
                                "Parentheses are nested deeper than " + Limits.PATTERN_DEPTH_MAX + ".");
                    }
                }
                case StixPatternLexer.RPAREN -> depth--;
                default -> {}
            }
        }
    }

    /** What is taken must stay readable in its canonical text, which may be longer. */
    private static void checkCanonicalLength(String text, ObservationExpression expression) throws PatternError {
        if (text.length() > Limits.PATTERN_CHARS_MAX / CANONICAL_GROWTH_MAX) {
            int length = CanonicalText.of(expression).length();
            if (length > Limits.PATTERN_CHARS_MAX) {
                throw new PatternError(
                        "pattern-too-long",
                        0,
                        1,
                        1,
                        "The pattern has " + length + " characters in canonical form; at most "
                                + Limits.PATTERN_CHARS_MAX + " are taken.");
            }
        }
    }

    static PatternError at(Token token, String code, String message) {
        return new PatternError(
                code, token.getStartIndex(), token.getLine(), token.getCharPositionInLine() + 1, message);
    }
}
