package org.commonwatch.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The node process: reads its options, then hands over to Quarkus. Exit codes: 0 done, 2 usage, 3 fault. */
@QuarkusMain
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String... arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            UpOptions options = UpOptions.parse(arguments);
            if (options.isHelp()) {
                PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
                out.print(UpOption.help());
                out.flush();
                return;
            }
            options.toProperties().forEach(System::setProperty);
        } catch (WrongUsage wrong) {
            err.println("commonwatch up: " + wrong.getMessage());
            err.println("Try: commonwatch up --help");
            System.exit(USAGE);
        }
        Quarkus.run(NodeProcess.class, (code, fault) -> {
            if (fault != null) {
                err.println("commonwatch up: " + StartFault.explain(fault));
            }
            System.exit(fault == null ? code : StartFault.EXIT_CODE);
        });
    }
}
