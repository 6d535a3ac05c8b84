package org.commonwatch.matching.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonwatch.matching.index.IndicatorIndex;

/** The real scanner, for comparing. */
final class Scanning {
    private Scanning() {}

    /** Both ways to sort bytes, or the one that needs no module where that is not loaded. */
    static List<ByteMasks> masks() {
        ByteMasks fastest = ByteMasks.fastest();
        return fastest instanceof WordMasks ? List.of(fastest) : List.of(new WordMasks(), fastest);
    }

    static List<Found> of(IndicatorIndex index, Profile profile, byte[] bytes, int chunk) {
        return of(index, profile, ByteMasks.fastest(), bytes, chunk);
    }

    /** Feeds the bytes in chunks, each in an array of its own that is overwritten afterwards. */
    static List<Found> of(IndicatorIndex index, Profile profile, ByteMasks masks, byte[] bytes, int chunk) {
        List<Found> found = new ArrayList<>();
        StreamScanner scanner = new StreamScanner(
                index,
                profile,
                (line, offset, indicator, rule, buffer, from, to) ->
                        found.add(new Found(line, offset, indicator, rule, Found.text(buffer, from, to))),
                masks);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(chunk, bytes.length - at);
            byte[] piece = java.util.Arrays.copyOfRange(bytes, at, at + length);
            scanner.feed(piece, 0, length);
            java.util.Arrays.fill(piece, (byte) 'Z');
            at += length;
        }
        scanner.end();
        return found;
    }

    static String lines(List<Found> hits) {
        return hits.stream()
                .map(hit -> hit.line() + " " + hit.offset() + " " + hit.indicator() + " " + hit.rule() + " "
                        + MatchingTable.written(hit.token()))
                .collect(Collectors.joining("\n"));
    }
}
