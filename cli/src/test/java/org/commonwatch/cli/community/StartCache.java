package org.commonwatch.cli.community;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the JVM learns from one start of the packaged node, for all that follow: it halves the work of a start, of which these
 * tests make dozens. Learnt once a build, by whichever process of tests comes first; the others wait for it.
 */
final class StartCache {
    /** To write the cache down, at the end of the node that is learnt from. */
    private static final int WRITE_SECONDS_MAX = 180;

    private StartCache() {}

    /** Empty where the JVM did not write one: nodes then start as they would without. */
    static synchronized Optional<Path> of(Path jar, List<String> options) {
        Path cache = jar.resolveSibling("../start-under-test.aot").normalize();
        Path held = cache.resolveSibling("start-under-test.lock");
        try (FileChannel file = FileChannel.open(held, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !newer(cache, jar)) {
                learn(cache, jar, options);
            }
            return newer(cache, jar) ? Optional.of(cache) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("learning how the node starts, into " + cache, e);
        }
    }

    private static boolean newer(Path cache, Path jar) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void learn(Path cache, Path jar, List<String> options) throws IOException {
        Path home = Files.createTempDirectory("commonwatch-start");
        Path written = home.resolve("cache");
        ProcessBuilder builder = new ProcessBuilder(NodeProcess.java());
        builder.command().addAll(options);
        builder.command().addAll(List.of("-XX:AOTCacheOutput=" + written, "-jar", jar.toString(), "up"));
        builder.command().addAll(List.of("--home", home.resolve("home").toString(), "--port", "0", "--with-parent"));
        builder.environment().keySet().removeIf(name -> name.startsWith("COMMONWATCH_"));
        Process node = builder.redirectError(Redirect.DISCARD).start();
        try (BufferedReader out = node.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = out.readLine();
            }
            node.destroy();
            if (node.waitFor(WRITE_SECONDS_MAX, TimeUnit.SECONDS) && Files.exists(written)) {
                Files.move(written, cache, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            node.destroyForcibly();
            delete(home);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
