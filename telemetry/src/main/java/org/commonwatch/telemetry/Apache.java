package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * Access logs of web servers: {@code [vhost[:port]] client ident user [time] "request" status bytes ["referrer" "agent"]}; more
 * may follow.
 */
final class Apache implements LineParser {

    /** The words before the time: four at most, and blanks in a user's name. */
    private static final int WORDS_MAX = 8;

    private final Words words = new Words();
    private final int[] starts = new int[WORDS_MAX];
    private final int[] ends = new int[WORDS_MAX];

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        words.begin(line, from, to);
        int count = 0;
        while (words.next() && line[words.start()] != '[') {
            if (count == WORDS_MAX) {
                return Optional.of(Misfit.OTHER_SHAPE);
            }
            starts[count] = words.start();
            ends[count++] = words.end();
        }
        if (count < 3 || words.start() >= to || !draft.time(line, words.start(), to)) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        words.skipTo(draft.timeEnd());
        if (!words.nextQuoted()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        int requestStart = words.start();
        int requestEnd = words.contentEnd();
        if (!words.next() || !Words.isNumber(line, words.start(), words.end())) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        who(line, count, draft);
        request(line, requestStart, requestEnd, draft);
        status(line, draft);
        if (words.next()) {
            draft.add(Field.BYTES_IN, line, words.start(), words.end());
        }
        if (words.nextQuoted()) {
            draft.add(Field.REFERRER, line, words.start(), words.contentEnd());
        }
        if (words.nextQuoted()) {
            draft.add(Field.USER_AGENT, line, words.start(), words.contentEnd());
        }
        // Last, for the URL that is put together when the line is done.
        draft.escaped(Escapes.has(line, requestStart, requestEnd));
        return Optional.empty();
    }

    private void who(byte[] line, int count, Draft draft) {
        boolean host =
                count > 3 && !Words.isAddress(line, starts[0], ends[0]) && !Words.isAt(line, starts[1], ends[1], "-");
        int client = host ? 1 : 0;
        if (host) {
            int end = ends[0];
            int colon = end;
            while (colon > starts[0] && Words.isDigit(line[colon - 1])) {
                colon--;
            }
            boolean port = colon > starts[0] + 1 && colon < end && line[colon - 1] == ':';
            draft.add(Field.DOMAIN, line, starts[0], port ? colon - 1 : end);
            draft.add(Field.DST_PORT, line, port ? colon : end, end);
        }
        boolean address = Words.isAddress(line, starts[client], ends[client]);
        draft.add(address ? Field.SRC_IP : Field.SRC_HOST, line, starts[client], ends[client]);
        if (count > client + 2) {
            draft.add(Field.USER, line, starts[client + 2], ends[count - 1]);
        }
    }

    private static void request(byte[] line, int from, int to, Draft draft) {
        int method = from;
        while (method < to && line[method] != ' ') {
            method++;
        }
        if (method == to) {
            return;
        }
        int end = to;
        while (end > method + 1 && line[end - 1] != ' ') {
            end--;
        }
        boolean version = end > method + 1 && Words.startsAt(line, end, to, "HTTP/");
        draft.add(Field.METHOD, line, from, method);
        byte[] uri = Escapes.resolve(line, method + 1, version ? end - 1 : to);
        if (Words.isAt(line, from, method, "CONNECT")) {
            Urls.authority(draft, Draft.text(uri, 0, uri.length));
        } else {
            draft.put(Slot.Part.URI, uri, 0, uri.length);
        }
    }

    private void status(byte[] line, Draft draft) {
        draft.add(Field.STATUS, line, words.start(), words.end());
        if (words.is("403")) {
            draft.verdict(Verdict.BLOCKED);
        } else if (line[words.start()] == '2' || line[words.start()] == '3') {
            draft.verdict(Verdict.ALLOWED);
        }
    }
}
