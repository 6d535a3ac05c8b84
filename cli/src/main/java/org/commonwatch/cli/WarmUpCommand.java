package org.commonwatch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs everyday commands once in this process, so that the launcher can record which classes and methods they need (JEP
 * 483, 515) and start later commands in a fraction of the time. Their answers are thrown away and so are their failures:
 * whatever does not run only starts slower.
 */
@Command(name = "warm-up", hidden = true, header = "Runs everyday commands once; used by the launcher.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int ROUNDS = 2;

    @Option(names = "--home", required = true, paramLabel = "DIR", description = "A node's folder made for this.")
    private Path home = Path.of("");

    @Parameters(paramLabel = "BUNDLE", description = "A small STIX bundle.")
    private Path bundle = Path.of("");

    private final Surroundings surroundings;

    WarmUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        for (int round = 0; round < ROUNDS; round++) {
            for (String line : offline()) {
                run(line.split(" "));
            }
            for (String line : online()) {
                run(Stream.concat(Stream.of(line.split(" ")), Stream.of("--home", home.toString()))
                        .toArray(String[]::new));
            }
        }
        traffic();
        return Exit.DONE;
    }

    private void traffic() {
        try {
            TaxiiTraffic.run(home);
        } catch (IOException e) {
            // Without a node, or with one that has gone, there is simply less to learn from.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> offline() {
        return List.of("--help", "import --help", "stix check --json -", "stix check -", "stix pattern -");
    }

    private static List<String> online() {
        return List.of(
                "status",
                "search port",
                "search port --json",
                "lookup 192.0.2.1 harbour.example",
                "import --dry-run -",
                "import list",
                "export --format stix",
                "export --format csv",
                "token list");
    }

    private void run(String... arguments) {
        Console silent =
                new Console(input(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), Terminal.none());
        Commands.run(
                new Surroundings(silent, surroundings.environment(), surroundings.folder(), surroundings.clock()),
                arguments);
    }

    private InputStream input() {
        try {
            return Files.newInputStream(surroundings.folder().resolve(bundle));
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
    }
}
