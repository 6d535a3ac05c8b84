package org.commonwatch.bench.scan;

import java.util.Optional;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/**
 * One row of an indicator file, {@code kind TAB value}.
 *
 * @param value canonical
 */
record Listed(MatchKind kind, String value) {
    static Listed of(String line) {
        int tab = line.indexOf('\t');
        Optional<MatchKind> kind = tab < 0 ? Optional.empty() : MatchKind.ofWord(line.substring(0, tab));
        return new Listed(
                kind.orElseThrow(() -> new IllegalArgumentException("no row of an indicator file: " + line)),
                line.substring(tab + 1));
    }

    String line() {
        return kind.word() + "\t" + value;
    }

    Indicator indicator(long id) {
        return new Indicator(kind, value, id);
    }
}
