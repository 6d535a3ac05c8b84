package org.commonwatch.node.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Gives the node under test an empty home of its own and an owner's token that tests know. */
public final class RunningNode implements QuarkusTestResourceLifecycleManager {
    public static final String OWNER_TOKEN = "the-owner-token-of-this-test-node";

    private Path home = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("commonwatch-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("commonwatch.home", home.toString(), "commonwatch.owner.token", OWNER_TOKEN);
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
