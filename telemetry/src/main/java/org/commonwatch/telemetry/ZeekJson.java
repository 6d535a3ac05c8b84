package org.commonwatch.telemetry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Zeek's logs as JSON: the columns of {@link ZeekNames} as properties, dots and all. Writers that put {@code _path} first say
 * which log it is of.
 */
final class ZeekJson implements LineParser {
    private static final byte[] PATH = {'{', '"', '_', 'p', 'a', 't', 'h', '"', ':', '"'};

    /** Logs with names of their own remembered; Zeek has some 70 logs. */
    private static final int PATHS_MAX = 256;

    private static final int PATH_BYTES_MAX = 64;

    private final JsonLine json = new JsonLine();
    private final Map<String, Names> byPath = new HashMap<>(Map.of("", ZeekNames.of("")));

    @Override
    public Optional<Misfit> read(byte[] line, int from, int to, Draft draft) {
        Optional<Misfit> misfit = json.read(line, from, to, names(path(line, from, to)), draft);
        return misfit.isEmpty() && draft.time().isEmpty() ? Optional.of(Misfit.OTHER_SHAPE) : misfit;
    }

    private Names names(String path) {
        String known = byPath.containsKey(path) || byPath.size() < PATHS_MAX ? path : "";
        return byPath.computeIfAbsent(known, ZeekNames::of);
    }

    private static String path(byte[] line, int from, int to) {
        int start = from + PATH.length;
        for (int i = 0; i < PATH.length; i++) {
            if (from + i >= to || line[from + i] != PATH[i]) {
                return "";
            }
        }
        int end = start;
        while (end < to && end < start + PATH_BYTES_MAX && line[end] != '"') {
            end++;
        }
        return Draft.text(line, start, end);
    }
}
