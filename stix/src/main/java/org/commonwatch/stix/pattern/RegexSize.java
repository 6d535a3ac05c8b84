package org.commonwatch.stix.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A quick upper estimate of what a regular expression becomes when compiled, because the engine writes repetitions out before
 * it can be asked: {@code ((a{100}){100}){100}} is a million instructions. Also bounds the nesting that its parser recurses
 * into. One pass; reads escapes and classes only as far as needed not to take their braces for repetitions.
 */
final class RegexSize {
    static final int DEPTH_MAX = 200;
    static final long SIZE_MAX = 100_000;

    private final String regex;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long sum;
    private long atom;
    private int at;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    static boolean isBounded(String regex) {
        return new RegexSize(regex).scan();
    }

    private boolean scan() {
        while (at < regex.length() && outer.size() <= DEPTH_MAX && sum <= SIZE_MAX) {
            char c = regex.charAt(at++);
            switch (c) {
                case '(' -> {
                    outer.push(sum);
                    sum = 0;
                    atom = 0;
                }
                case ')' -> {
                    atom = sum + 2;
                    sum = atom + (outer.isEmpty() ? 0 : outer.pop());
                }
                case '\\' -> escape();
                case '[' -> characterClass();
                case '{' -> repeat();
                default -> one();
            }
        }
        return outer.size() <= DEPTH_MAX && sum <= SIZE_MAX;
    }

    private void one() {
        atom = 1;
        sum += 1;
    }

    private void escape() {
        char escaped = at < regex.length() ? regex.charAt(at++) : ' ';
        if (escaped == 'Q') {
            int end = regex.indexOf("\\E", at);
            int literal = (end < 0 ? regex.length() : end) - at;
            at += literal + (end < 0 ? 0 : 2);
            sum += literal;
        }
        boolean braces = "xpP".indexOf(escaped) >= 0 && at < regex.length() && regex.charAt(at) == '{';
        if (braces) {
            int close = regex.indexOf('}', at);
            at = close < 0 ? regex.length() : close + 1;
        }
        one();
    }

    private void characterClass() {
        boolean first = true;
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == ']' && !first) {
                break;
            }
            first = first && c == '^';
        }
        one();
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}} repeat the last atom; other braces are characters. */
    private void repeat() {
        int close = regex.indexOf('}', at);
        long times = 0;
        long number = 0;
        for (int i = at; i < close && i < at + 12; i++) {
            char c = regex.charAt(i);
            if (c == ',') {
                number = 0;
            } else if (c >= '0' && c <= '9') {
                number = 10 * number + c - '0';
            } else {
                one();
                return;
            }
            times = Math.max(times, number);
        }
        if (close < 0 || close > at + 12) {
            one();
            return;
        }
        at = close + 1;
        long repeated = times > SIZE_MAX ? SIZE_MAX + 1 : atom * Math.max(1, times) + 2;
        sum += repeated - atom;
        atom = repeated;
    }
}
