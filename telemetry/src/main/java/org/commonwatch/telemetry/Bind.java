package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * BIND's query log and its response policy log:
 * {@code 25-Nov-2026 12:00:00.000 queries: info: client @0x7f 192.0.2.1#53211 (name): query: name IN A +E(0)K (198.51.100.1)}
 * and {@code ... rpz QNAME NXDOMAIN rewrite name/A/IN via ...}. Time, category and level may be left out.
 */
final class Bind implements LineParser {
    private final Words words = new Words();

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        int client = Words.find(line, from, to, "client ");
        if (client < 0 || Words.find(line, client, to, "#") < 0) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        if (client > from) {
            draft.leadingTime(line, from, client);
        }
        words.begin(line, client + "client ".length(), to);
        if (!words.next() || (line[words.start()] == '@' && !words.next())) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        int hash = Words.find(line, words.start(), words.end(), "#");
        if (hash < 0 || !Words.isAddress(line, words.start(), hash)) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        draft.add(Field.SRC_IP, line, words.start(), hash);
        int port = hash + 1;
        while (port < words.end() && Words.isDigit(line[port])) {
            port++;
        }
        draft.add(Field.SRC_PORT, line, hash + 1, port);
        int rest = words.end();
        return query(line, rest, to, draft) || policy(line, rest, to, draft)
                ? Optional.empty()
                : Optional.of(Misfit.OTHER_SHAPE);
    }

    private boolean query(byte[] line, int from, int to, Draft draft) {
        int at = Words.find(line, from, to, "query: ");
        if (at < 0) {
            return false;
        }
        words.begin(line, at + "query: ".length(), to);
        if (!words.next()) {
            return false;
        }
        DnsName.add(draft, line, words.start(), words.end());
        while (words.next()) {
            if (line[words.start()] == '('
                    && line[words.end() - 1] == ')'
                    && Words.isAddress(line, words.start() + 1, words.end() - 1)) {
                draft.add(Field.DST_IP, line, words.start() + 1, words.end() - 1);
            }
        }
        return true;
    }

    /** {@code rpz QNAME NXDOMAIN rewrite evil.example/A/IN via evil.example.rpz}; a PASSTHRU lets it be. */
    private boolean policy(byte[] line, int from, int to, Draft draft) {
        int at = Words.find(line, from, to, ": rpz ");
        int rewrite = at < 0 ? -1 : Words.find(line, at, to, " rewrite ");
        if (rewrite < 0) {
            return false;
        }
        words.begin(line, at + ": rpz ".length(), rewrite);
        if (words.next(2)) {
            draft.add(Field.ACTION, line, words.start(), words.end());
            draft.verdict(words.is("PASSTHRU") ? Verdict.ALLOWED : Verdict.BLOCKED);
        }
        words.begin(line, rewrite + " rewrite ".length(), to);
        if (!words.next()) {
            return false;
        }
        int slash = Words.find(line, words.start(), words.end(), "/");
        DnsName.add(draft, line, words.start(), slash < 0 ? words.end() : slash);
        return true;
    }
}
