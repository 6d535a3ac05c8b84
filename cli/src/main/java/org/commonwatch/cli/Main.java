package org.commonwatch.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Terminal;

/** The program: gives the commands this process's streams, variables and folder. */
public final class Main {
    private static final int OUT_BUFFER_BYTES = 64 * 1024;

    private Main() {}

    public static void main(String[] arguments) {
        // The platform refuses Basic logins at a proxy for https by default; whoever set one in https_proxy wants it
        // used.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        Console console = new Console(
                System.in,
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
                new FileOutputStream(FileDescriptor.err),
                Terminal.from(System.getProperties()));
        Surroundings surroundings =
                new Surroundings(console, System.getenv(), Path.of("").toAbsolutePath(), Clock.systemUTC());
        System.exit(Commands.run(surroundings, arguments));
    }
}
