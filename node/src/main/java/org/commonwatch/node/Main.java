package org.commonwatch.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The node process: reads its options, then hands over to Quarkus. Exit codes: 0 done, 2 usage, 3 fault. */
@QuarkusMain
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String... arguments) {
        UpOptions options = new UpOptions();
        CommandLine line = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            ParseResult parsed = line.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return;
            }
            options.check();
        } catch (CommandLine.ParameterException wrong) {
            err.println("commonwatch up: " + wrong.getMessage());
            err.println("Try: commonwatch up --help");
            System.exit(USAGE);
        }
        options.toProperties().forEach(System::setProperty);
        Quarkus.run(NodeProcess.class, (code, fault) -> {
            if (fault != null) {
                err.println("commonwatch up: " + StartFault.explain(fault));
            }
            System.exit(fault == null ? code : StartFault.EXIT_CODE);
        });
    }
}
