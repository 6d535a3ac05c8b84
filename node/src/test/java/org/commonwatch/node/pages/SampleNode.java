package org.commonwatch.node.pages;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** A node in a fresh folder with the sample in it and a known owner's token, one for all tests of the pages. */
public final class SampleNode implements QuarkusTestResourceLifecycleManager {
    public static final String OWNER_TOKEN = "the-owner-of-the-tests";

    private Path home = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("commonwatch-pages");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "commonwatch.home",
                home.toString(),
                "commonwatch.sample",
                "true",
                "commonwatch.owner.token",
                OWNER_TOKEN);
    }

    @Override
    public void stop() {
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
