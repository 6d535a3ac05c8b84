package org.commonwatch.cli.community;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Puts the end of what its nodes wrote into the message of a test that fails: whoever reads the output of a machine far away has
 * nothing else that tells why. JUnit finds it by itself (META-INF/services), so that no test of nodes can forget it.
 */
public final class NodeLogs implements TestExecutionExceptionHandler, AfterEachCallback {
    /** Of each node; a stack trace or two. */
    private static final int LINES_MAX = 60;

    private static final Set<Path> WATCHED = new ConcurrentSkipListSet<>();

    /** From now to the end of the test. */
    static void watch(Path errors) {
        WATCHED.add(errors);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (WATCHED.isEmpty() || failure instanceof TestAbortedException) {
            throw failure;
        }
        StringBuilder message = new StringBuilder(String.valueOf(failure.getMessage()));
        WATCHED.forEach(file -> message.append('\n').append(end(file)));
        throw new AssertionError(message.toString(), failure);
    }

    static String end(Path file) {
        try {
            List<String> lines =
                    Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
            return "---- " + file + "\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
        } catch (IOException e) {
            return "---- " + file + " cannot be read: " + e;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        WATCHED.clear();
    }
}
