package org.commonwatch.node.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.Tlp;

/**
 * Reads the query language by recursive descent:
 *
 * <pre>
 * query := [ any ] ;  any := all { "OR" all } ;  all := one { [ "AND" ] one }
 * one   := "NOT" one | "(" any ")" | word | word "*" | '"' phrase '"' | field ":" value
 * </pre>
 *
 * Operators are written in capitals; NOT binds closest, OR loosest. Pure, linear, bounded by {@link #DEPTH_MAX} and
 * {@link #TERMS_MAX}; {@code docs/formats/query.md} has the table.
 */
final class QueryParser {
    /** Nested parentheses and NOTs: bounds recursion, here and in SQLite. */
    static final int DEPTH_MAX = 32;

    /** Words, phrases and fields of one query: each costs a look-up. */
    static final int TERMS_MAX = 64;

    private final String query;
    private final List<Token> tokens;
    private int next;
    private int terms;

    private QueryParser(String query, List<Token> tokens) {
        this.query = query;
        this.tokens = tokens;
    }

    /** @throws Refused {@code query-syntax}, path {@code character N} counted from 1 */
    static Query parse(String query) throws Refused {
        QueryParser parser = new QueryParser(query, QueryTokens.of(query));
        if (parser.peek() instanceof Token.End) {
            return new Query.All();
        }
        Query whole = parser.any(0);
        return switch (parser.peek()) {
            case Token.End _ -> whole;
            case Token.Close close -> throw parser.refuse(close.at(), "This parenthesis was never opened.");
            case Token.Open open -> throw parser.refuse(open.at(), "This parenthesis stands alone.");
            case Token.Operator operator -> throw parser.refuse(operator.at(), "Nothing stands before this.");
            case Token.Term term -> throw parser.refuse(term.at(), "This was not expected here.");
        };
    }

    private Query any(int depth) throws Refused {
        List<Query> parts = new ArrayList<>();
        parts.add(all(depth));
        while (isOperator("OR")) {
            next++;
            parts.add(all(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
    }

    private Query all(int depth) throws Refused {
        List<Query> parts = new ArrayList<>();
        parts.add(one(depth));
        while (true) {
            if (isOperator("AND")) {
                next++;
            } else if (!startsOne()) {
                return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
            }
            parts.add(one(depth));
        }
    }

    private Query one(int depth) throws Refused {
        Token token = peek();
        if (depth > DEPTH_MAX) {
            throw refuse(token.at(), "Nothing is nested deeper than " + DEPTH_MAX + ".");
        }
        return switch (token) {
            case Token.Operator operator
            when operator.word().equals("NOT") -> {
                next++;
                yield new Query.Not(one(depth + 1));
            }
            case Token.Open open -> {
                next++;
                Query inside = any(depth + 1);
                if (!(peek() instanceof Token.Close)) {
                    throw refuse(open.at(), "This parenthesis is never closed.");
                }
                next++;
                yield inside;
            }
            case Token.Term term -> {
                next++;
                if (++terms > TERMS_MAX) {
                    throw refuse(term.at(), "A query has at most " + TERMS_MAX + " terms.");
                }
                yield term.field().isEmpty() ? words(term) : field(term);
            }
            case Token.Operator operator ->
                throw refuse(operator.at(), "A term is missing before " + operator.word() + ".");
            case Token.Close close -> throw refuse(close.at(), "A term is missing before this parenthesis.");
            case Token.End end -> throw refuse(end.at(), "A term is missing at the end.");
        };
    }

    private Query words(Token.Term term) throws Refused {
        boolean prefix = isPrefix(term);
        String text = prefix ? withoutStar(term) : term.text();
        if (text.codePoints().noneMatch(QueryParser::isWordPoint)) {
            throw refuse(term.textAt(), "There is no letter or digit to search for.");
        }
        return new Query.Words(text, prefix, term.quoted());
    }

    private Query field(Token.Term term) throws Refused {
        String text = term.text();
        if (text.isBlank()) {
            throw refuse(term.textAt(), "A value for " + term.field() + ": is missing.");
        }
        return switch (term.field()) {
            case "type" -> new Query.OfType(type(term));
            case "tlp" -> new Query.Marked(tlp(term));
            case "source" ->
                isPrefix(term) ? new Query.FromSource(withoutStar(term), true) : new Query.FromSource(text, false);
            case "after" -> new Query.AddedFrom(time(term));
            case "before" -> new Query.AddedBefore(time(term));
            case "value" ->
                isPrefix(term) ? new Query.HasValue(withoutStar(term), true) : new Query.HasValue(text, false);
            default -> throw new IllegalStateException("a field the tokens do not know: " + term.field());
        };
    }

    private String type(Token.Term term) throws Refused {
        if (!term.text().matches("[a-z0-9-]{1,250}")) {
            throw refuse(term.textAt(), "A type is written in small letters, digits and hyphens, like attack-pattern.");
        }
        return term.text();
    }

    private Optional<Tlp> tlp(Token.Term term) throws Refused {
        if (term.text().equals("none")) {
            return Optional.empty();
        }
        Optional<Tlp> tlp = Tlp.parse(term.text());
        if (tlp.isEmpty()) {
            throw refuse(term.textAt(), "The markings are clear, green, amber, amber+strict, red, and none.");
        }
        return tlp;
    }

    /** The first instant of what is written: a year, month, day (UTC), or RFC 3339 time. */
    private long time(Token.Term term) throws Refused {
        String text = term.text();
        try {
            if (!text.matches("[0-9]{4}(-.{2,30})?")) {
                throw new DateTimeException("years have four digits");
            }
            Instant instant = switch (text.length()) {
                case 4 -> Year.parse(text).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                case 7 ->
                    YearMonth.parse(text).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                case 10 -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                default -> OffsetDateTime.parse(text).toInstant();
            };
            return Micros.of(instant);
        } catch (DateTimeException notATime) {
            throw refuse(term.textAt(), "A time is written as 2026, 2026-03, 2026-03-14 or 2026-03-14T09:26:53Z.");
        }
    }

    private String withoutStar(Token.Term term) throws Refused {
        String text = term.text().substring(0, term.text().length() - 1);
        if (text.isEmpty()) {
            throw refuse(term.textAt(), "Something must stand before the star.");
        }
        return text;
    }

    private static boolean isPrefix(Token.Term term) {
        return !term.quoted() && term.text().endsWith("*");
    }

    /** What the full-text index takes for a part of a word: letters, marks, digits and private use. */
    private static boolean isWordPoint(int point) {
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.OTHER_NUMBER
                || Character.getType(point) == Character.LETTER_NUMBER
                || Character.getType(point) == Character.PRIVATE_USE;
    }

    private boolean startsOne() {
        return switch (peek()) {
            case Token.Open _, Token.Term _ -> true;
            case Token.Operator operator -> operator.word().equals("NOT");
            case Token.Close _, Token.End _ -> false;
        };
    }

    private boolean isOperator(String word) {
        return peek() instanceof Token.Operator operator && operator.word().equals(word);
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Refused refuse(int at, String message) {
        return QueryTokens.refuse(query, at, message);
    }
}
