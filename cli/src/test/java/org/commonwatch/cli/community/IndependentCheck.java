package org.commonwatch.cli.community;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log in a node's folder, checked by the program that shares no line with ours, from one policy on. */
final class IndependentCheck {
    private static final Path SCRIPT = Path.of(System.getProperty("commonwatch.root", "."), "docs/verify/verify.py");

    private final Path policy;

    /** @param folder for the policy's file */
    IndependentCheck(Path folder, String policy) {
        this.policy = folder.resolve("given.policy");
        try {
            Files.writeString(this.policy, policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Said(int exit, String text) {}

    private Optional<Said> run(Path log) {
        return said(log.toString(), "--policy", policy.toString());
    }

    /** Empty where there is no Python, which is printed. */
    private static Optional<Said> said(String... words) {
        List<String> command = new ArrayList<>(List.of("python3", "-B", SCRIPT.toString()));
        command.addAll(List.of(words));
        try {
            Process python =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(new Said(python.waitFor(), text));
        } catch (IOException none) {
            System.out.println("not checked by verify.py: there is no Python here");
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That a file proves two histories of whoever has one of the keys. */
    static void convicts(Path fork, Path keys) {
        said("--fork", fork.toString(), "--keys", keys.toString())
                .ifPresent(said -> assertEquals(0, said.exit, said.text));
    }

    /** That it proves nothing. */
    static void acquits(Path fork, Path keys) {
        said("--fork", fork.toString(), "--keys", keys.toString())
                .ifPresent(said -> assertEquals(1, said.exit, said.text));
    }

    void verifies(Path log, String... says) {
        holds(run(log), says);
    }

    /** One object that a node disclosed. */
    static void disclosed(Path file, Path policy, String... says) {
        holds(said("--disclosed", file.toString(), "--policy", policy.toString()), says);
    }

    private static void holds(Optional<Said> run, String... says) {
        run.ifPresent(said -> {
            assertEquals(0, said.exit, said.text);
            for (String word : says) {
                assertTrue(said.text.contains(word), word + " is not in: " + said.text);
            }
        });
    }

    /** What it says of a log that verifies; empty where there is no Python. */
    String verified(Path log) {
        return run(log).map(said -> {
                    assertEquals(0, said.exit, said.text);
                    return said.text;
                })
                .orElse("");
    }

    /** With another byte in the log's signature of a checkpoint, which is put right again. */
    void noticesABentSignature(Path log, Path checkpoint) throws IOException {
        String right = Files.readString(checkpoint);
        int end = right.indexOf('\n', right.indexOf("\n\n") + 2);
        char other = right.charAt(end - 20) == 'A' ? 'B' : 'A';
        Files.writeString(checkpoint, right.substring(0, end - 20) + other + right.substring(end - 19));
        try {
            run(log).ifPresent(said -> {
                assertEquals(1, said.exit, checkpoint + ": " + said.text);
                assertTrue(said.text.contains("does not hold"), said.text);
            });
        } finally {
            Files.writeString(checkpoint, right);
        }
    }
}
