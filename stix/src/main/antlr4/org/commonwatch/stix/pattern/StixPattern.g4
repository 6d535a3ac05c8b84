/*
 * STIX 2.1 patterning, OASIS STIX 2.1 section 9.
 *
 * Every decision is made on one token, so parsing is linear and needs no backtracking. Precedence, weakest first:
 * observations FOLLOWEDBY, OR, AND, qualifiers; comparisons OR, AND. Chains are flat lists, so that a long chain costs no
 * stack. Typed constants are lexed loosely; the reader checks what stands in their quotes and says what is wrong with it.
 */
grammar StixPattern;

pattern: sequence EOF;

sequence: alternatives (FOLLOWEDBY alternatives)*;

alternatives: conjunction (OR conjunction)*;

conjunction: qualified (AND qualified)*;

qualified: observation qualifier*;

observation
    : LBRACK comparisons RBRACK     # observed
    | LPAREN sequence RPAREN        # group
    ;

qualifier
    : START TIMESTAMP STOP TIMESTAMP    # startStop
    | WITHIN (INTEGER | FLOAT) SECONDS  # within
    | REPEATS INTEGER TIMES             # repeats
    ;

comparisons: allComparisons (OR allComparisons)*;

allComparisons: comparison (AND comparison)*;

comparison
    : LPAREN comparisons RPAREN         # comparisonGroup
    | NOT? EXISTS objectPath            # exists
    | objectPath NOT? test              # propertyTest
    ;

test
    : (EQ | NE) value                                   # equalTest
    | (LT | LE | GT | GE) orderable                     # orderTest
    | IN set                                            # setTest
    | (LIKE | MATCHES | ISSUBSET | ISSUPERSET) STRING   # textTest
    ;

objectPath: objectType COLON key step*;

objectType: NAME | HYPHENATED;

key: NAME | STRING;

step
    : DOT key                           # keyStep
    | LBRACK (INTEGER | STAR) RBRACK    # indexStep
    ;

set: LPAREN (value (COMMA value)*)? RPAREN;

value: orderable | TRUE | FALSE;

orderable: INTEGER | FLOAT | STRING | TIMESTAMP | HEX | BINARY;

AND: 'AND';
OR: 'OR';
NOT: 'NOT';
FOLLOWEDBY: 'FOLLOWEDBY';
LIKE: 'LIKE';
MATCHES: 'MATCHES';
ISSUPERSET: 'ISSUPERSET';
ISSUBSET: 'ISSUBSET';
EXISTS: 'EXISTS';
IN: 'IN';
START: 'START';
STOP: 'STOP';
WITHIN: 'WITHIN';
SECONDS: 'SECONDS';
REPEATS: 'REPEATS';
TIMES: 'TIMES';
TRUE: 'true';
FALSE: 'false';

INTEGER: [+-]? ('0' | [1-9] [0-9]*);
FLOAT: [+-]? [0-9]* '.' [0-9]+;

NAME: [a-zA-Z_] [a-zA-Z0-9_]*;
HYPHENATED: [a-zA-Z_] [a-zA-Z0-9_-]*;

STRING: '\'' (~['\\] | '\\' ['\\])* '\'';
TIMESTAMP: 't\'' ~['\\]* '\'';
HEX: 'h\'' ~['\\]* '\'';
BINARY: 'b\'' ~['\\]* '\'';

EQ: '=' '='?;
NE: '!=' | '<>';
LE: '<=';
LT: '<';
GE: '>=';
GT: '>';
COLON: ':';
DOT: '.';
COMMA: ',';
LPAREN: '(';
RPAREN: ')';
LBRACK: '[';
RBRACK: ']';
STAR: '*';

SPACE: [ \t\u000B\f\r\n\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+ -> skip;
COMMENT: '/*' .*? '*/' -> skip;
LINE_COMMENT: '//' ~[\r\n]* -> skip;

// What no rule above takes; the reader stops at the first of these, so that their rescans stay linear.
OPEN_STRING: '\'' (~['\\] | '\\' ['\\])*;
BAD: .;
