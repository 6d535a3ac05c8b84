package org.commonwatch.ledger.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** docs/verify/verify.py, run as anybody runs it. Skips the test where there is no Python. */
public final class Python {
    static final Path SCRIPT = Path.of(System.getProperty("commonwatch.root", "."), "docs/verify/verify.py")
            .toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Python() {}

    public record Said(int exit, String text) {}

    public static Said verify(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-B", SCRIPT.toString()));
        command.addAll(List.of(words));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "python3 is not on this machine: " + e.getMessage());
            throw e;
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "python3 went on and on");
        return new Said(process.exitValue(), text);
    }
}
