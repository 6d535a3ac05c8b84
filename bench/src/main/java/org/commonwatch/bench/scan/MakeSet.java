package org.commonwatch.bench.scan;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an indicator set, once as an indicator file and once as bare values for the peers: {@code MakeSet PUBLISHED SEED ROWS TSV
 * VALUES}. Peers get no networks: they could only look for their text.
 */
final class MakeSet {
    private MakeSet() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("give PUBLISHED SEED ROWS TSV VALUES");
        }
        IndicatorSets sets = new IndicatorSets(Long.parseLong(arguments[1]), Path.of(arguments[0]));
        try (BufferedWriter rows = Files.newBufferedWriter(Path.of(arguments[3]));
                BufferedWriter values = Files.newBufferedWriter(Path.of(arguments[4]))) {
            sets.each(Long.parseLong(arguments[2]), row -> write(row, rows, values));
        }
    }

    private static void write(Listed row, BufferedWriter rows, BufferedWriter values) {
        try {
            rows.write(row.line());
            rows.write('\n');
            if (row.kind() != org.commonwatch.matching.MatchKind.CIDR) {
                values.write(row.value());
                values.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing an indicator set", e);
        }
    }
}
