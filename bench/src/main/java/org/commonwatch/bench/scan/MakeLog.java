package org.commonwatch.bench.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a log and its truth: {@code MakeLog PUBLISHED SEED ROWS BYTES HITS LOG TRUTH}. ROWS is the size of the largest indicator
 * set the log will be used with; no harmless value in the log is in it.
 */
final class MakeLog {
    private MakeLog() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 7) {
            throw new IllegalArgumentException("give PUBLISHED SEED ROWS BYTES HITS LOG TRUTH");
        }
        long seed = Long.parseLong(arguments[1]);
        write(
                new IndicatorSets(seed, Path.of(arguments[0])),
                seed,
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Integer.parseInt(arguments[4]),
                Path.of(arguments[5]),
                Path.of(arguments[6]));
        System.out.println("{\"seed\":" + seed + ",\"bytes\":" + Files.size(Path.of(arguments[5])) + ",\"hits\":"
                + arguments[4] + "}");
    }

    /** The log of a seed, made for sets of up to {@code rows} rows. */
    static void write(IndicatorSets sets, long seed, long rows, long bytes, int hits, Path log, Path truth)
            throws IOException {
        Vocabulary vocabulary = new Vocabulary(seed, sets, rows);
        Injections injections = new Injections(seed, vocabulary.candidates(), vocabulary.alone());
        new MixedLog(seed, vocabulary).write(bytes, hits, injections, log, truth);
    }
}
