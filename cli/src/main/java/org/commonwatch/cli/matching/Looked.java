package org.commonwatch.cli.matching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.FrozenIndex;
import org.commonwatch.matching.index.IndexSource;
import org.commonwatch.matching.index.IndexWriter;
import org.commonwatch.matching.index.IndicatorIndex;

/**
 * What is looked for, opened.
 *
 * @param source of indicators
 * @param opened what to close in the end
 */
record Looked(IndexSource source, Optional<IndicatorIndex> opened) implements AutoCloseable {
    /** At most one of the three is given; without any it is the usual home. */
    static Looked open(
            Optional<String> indicators, Optional<String> index, Optional<String> home, Surroundings surroundings)
            throws Refused {
        String what = indicators.or(() -> index).or(() -> home).orElse("the node's index");
        try {
            if (indicators.isPresent()) {
                return of(built(indicators.get(), surroundings));
            }
            if (index.isPresent()) {
                return of(IndicatorIndex.open(surroundings.folder().resolve(index.get())));
            }
            return ofNode(surroundings
                    .folder()
                    .resolve(home.or(() -> surroundings.variable("COMMONWATCH_HOME"))
                            .orElse("commonwatch-home"))
                    .normalize());
        } catch (IOException e) {
            throw new Fault("opening " + SafeText.line(what) + " failed: " + e.getMessage(), e);
        }
    }

    private static Looked of(IndicatorIndex index) {
        return new Looked(index, Optional.of(index));
    }

    private static IndicatorIndex built(String name, Surroundings surroundings) throws IOException, Refused {
        Path file = Files.createTempFile("commonwatch-scan-", ".idx");
        try (IndexWriter writer = new IndexWriter()) {
            IndicatorFile.read(name, surroundings.folder().resolve(name), writer)
                    .complain(surroundings.console());
            writer.write(file);
            return IndicatorIndex.open(file);
        } finally {
            // What is mapped stays readable.
            Files.deleteIfExists(file);
        }
    }

    private static Looked ofNode(Path home) throws IOException, Refused {
        Path folder = home.resolve("matching").resolve("index");
        if (!Files.isDirectory(folder)) {
            throw new Fault("no node has kept an index in " + SafeText.line(home.toString())
                    + "; start it once with: commonwatch up, or give --indicators or --index");
        }
        return new Looked(FrozenIndex.read(folder), Optional.empty());
    }

    /**
     * Opening looks at an index's head only; when a scan fails, the whole file is the first suspect.
     *
     * @throws Refused {@code index-damaged} when it is to blame
     */
    void blame() throws Refused {
        if (opened.isPresent()) {
            opened.get().verify();
        }
    }

    @Override
    public void close() {
        opened.ifPresent(IndicatorIndex::close);
    }
}
