package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * Unbound's {@code log-queries}, {@code log-replies} and {@code rpz-log}:
 * {@code [1764072000] unbound[123:0] info: 192.0.2.1 evil.example. A IN [NOERROR 0.01 0 45]}, the time in any form or left to
 * an envelope; {@code query:} and {@code reply:} in place of the level with {@code log-tag-queryreply}.
 */
final class Unbound implements LineParser {
    private static final String[] TAGS = {" info: ", " query: ", " reply: ", "info: ", "query: ", "reply: "};

    private final Words words = new Words();

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        int start = message(line, from, to, draft);
        if (start < 0) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        if (Words.startsAt(line, start, to, "rpz: applied ")) {
            return policy(line, start, to, draft);
        }
        words.begin(line, start, to);
        if (!words.next() || !Words.isAddress(line, words.start(), words.end())) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        draft.add(Field.SRC_IP, line, words.start(), words.end());
        if (!words.next() || line[words.end() - 1] != '.') {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        DnsName.add(draft, line, words.start(), words.end());
        if (words.next(3)) {
            draft.add(Field.STATUS, line, words.start(), words.end());
        }
        return Optional.empty();
    }

    private static int message(byte[] line, int from, int to, Draft draft) {
        int program = Words.find(line, from, to, "unbound");
        for (String tag : TAGS) {
            boolean inside = tag.charAt(0) == ' ';
            if (inside && program >= 0) {
                int at = Words.find(line, program, to, tag);
                if (at >= 0) {
                    draft.leadingTime(line, from, program);
                    return at + tag.length();
                }
            } else if (!inside && Words.startsAt(line, from, to, tag)) {
                return from + tag.length();
            } else if (!inside && from < to && line[from] == '[') {
                // The program's name went into the envelope: "[123:0] info: ".
                int close = Words.find(line, from, to, "] ");
                if (close > 0 && Words.startsAt(line, close + 2, to, tag)) {
                    return close + 2 + tag.length();
                }
            }
        }
        return -1;
    }

    /** {@code rpz: applied [zone] trigger. rpz-nxdomain 192.0.2.1@1234 evil.example. A IN}. */
    private Optional<Misfit> policy(byte[] line, int from, int to, Draft draft) {
        words.begin(line, from, to);
        boolean verdict = false;
        while (words.next()) {
            int at = Words.find(line, words.start(), words.end(), "@");
            if (Words.startsAt(line, words.start(), words.end(), "rpz-")) {
                draft.add(Field.ACTION, line, words.start(), words.end());
                draft.verdict(words.is("rpz-passthru") ? Verdict.ALLOWED : Verdict.BLOCKED);
                verdict = true;
            } else if (verdict && at >= 0 && Words.isAddress(line, words.start(), at)) {
                draft.add(Field.SRC_IP, line, words.start(), at);
                if (words.next()) {
                    DnsName.add(draft, line, words.start(), words.end());
                    return Optional.empty();
                }
            }
        }
        return Optional.of(Misfit.OTHER_SHAPE);
    }
}
