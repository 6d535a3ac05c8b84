package org.commonwatch.node.sources;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** A node in a fresh folder with a known owner's token. */
public final class WatchingNode implements QuarkusTestResourceLifecycleManager {
    static final String OWNER_TOKEN = "the-owner-of-the-sources";

    private Path home = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("commonwatch-sources");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("commonwatch.home", home.toString(), "commonwatch.owner.token", OWNER_TOKEN);
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
