package org.commonwatch.telemetry;

import java.util.Optional;

/** Squid's native access log: {@code time elapsed client code/status bytes method URL user hierarchy/host type}. */
final class Squid implements LineParser {
    private final Words words = new Words();

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        words.begin(line, from, to);
        if (!words.next() || !Words.isDigit(line[words.start()]) || !draft.time(line, words.start(), words.end())) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        if (!words.next() || !isElapsed(line, words.start(), words.end()) || !words.next()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        boolean address = Words.isAddress(line, words.start(), words.end());
        draft.add(address ? Field.SRC_IP : Field.SRC_HOST, line, words.start(), words.end());
        int slash = words.next() ? Words.find(line, words.start(), words.end(), "/") : -1;
        if (slash < 0 || !Words.isNumber(line, slash + 1, words.end())) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        code(line, words.start(), slash, draft);
        draft.add(Field.STATUS, line, slash + 1, words.end());
        if (!words.next()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        draft.add(Field.BYTES_IN, line, words.start(), words.end());
        if (!words.next()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        draft.add(Field.METHOD, line, words.start(), words.end());
        boolean connect = words.is("CONNECT");
        if (!words.next()) {
            return Optional.of(Misfit.OTHER_SHAPE);
        }
        target(line, connect, draft);
        if (words.next()) {
            draft.add(Field.USER, line, words.start(), words.end());
        }
        if (words.next()) {
            peer(line, draft);
        }
        return Optional.empty();
    }

    private static boolean isElapsed(byte[] line, int from, int to) {
        return Words.isNumber(line, line[from] == '-' ? from + 1 : from, to);
    }

    private static void code(byte[] line, int from, int to, Draft draft) {
        draft.add(Field.ACTION, line, from, to);
        if (Words.find(line, from, to, "DENIED") >= 0) {
            draft.verdict(Verdict.BLOCKED);
        } else if (Words.startsAt(line, from, to, "TCP_") || Words.startsAt(line, from, to, "UDP_")) {
            draft.verdict(Verdict.ALLOWED);
        }
    }

    private void target(byte[] line, boolean connect, Draft draft) {
        String text = Draft.text(line, words.start(), words.end());
        if (connect) {
            Urls.authority(draft, text);
        } else {
            draft.add(Field.URL, line, words.start(), words.end());
            Urls.host(text).ifPresent(host -> draft.addText(Field.DOMAIN, host));
        }
    }

    /** {@code HIER_DIRECT/192.0.2.1}. */
    private void peer(byte[] line, Draft draft) {
        int slash = Words.find(line, words.start(), words.end(), "/");
        if (slash >= 0 && Words.isAddress(line, slash + 1, words.end())) {
            draft.add(Field.DST_IP, line, slash + 1, words.end());
        }
    }
}
