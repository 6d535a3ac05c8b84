package org.commonwatch.cli.matching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.IndicatorIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Opening an index file that was named on the command line. */
final class IndexFiles {
    private IndexFiles() {}

    static IndicatorIndex open(String name, Surroundings surroundings, @Nullable CommandSpec command) throws Refused {
        Path path = surroundings.folder().resolve(name);
        if (!Files.isRegularFile(path)) {
            throw Usage.wrong(Objects.requireNonNull(command), "There is no file " + SafeText.line(name) + ".");
        }
        try {
            return IndicatorIndex.open(path);
        } catch (IOException e) {
            throw new Fault("opening " + SafeText.line(name) + " failed: " + e.getMessage(), e);
        }
    }
}
