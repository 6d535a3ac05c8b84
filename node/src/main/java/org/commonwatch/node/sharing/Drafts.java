package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.spine.Home;

/**
 * Input that was shown to a person and waits for the yes. Files below {@code drafts/} of the home folder, so that a large
 * upload costs no memory; forgotten after {@link #LIFE} or a restart, and when there are too many the oldest goes first.
 */
@ApplicationScoped
class Drafts {
    static final Duration LIFE = Duration.ofMinutes(30);
    private static final int DRAFTS_MAX = 20;
    private static final int ID_BYTES = 16;

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random;

    /** In order of age. Guarded by {@code this}. */
    private final Map<String, Instant> kept = new LinkedHashMap<>();

    @Inject
    Drafts(Home home, Clock clock, SecureRandom random) {
        this.folder = home.root().resolve("drafts");
        this.clock = clock;
        this.random = random;
        try {
            Files.createDirectories(folder);
            deleteAll(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("emptying " + folder, e);
        }
    }

    /** Keeps a copy; returns its id, which nobody can guess. */
    synchronized String keep(InputStream input) throws IOException {
        forgetOld();
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Files.copy(input, folder.resolve(id), StandardCopyOption.REPLACE_EXISTING);
        kept.put(id, clock.instant());
        return id;
    }

    /** Opens a draft; it stays until it is dropped. Only ids we gave out reach the disk. */
    synchronized Optional<InputStream> open(String id) throws IOException {
        forgetOld();
        return kept.containsKey(id) ? Optional.of(Files.newInputStream(folder.resolve(id))) : Optional.empty();
    }

    synchronized void drop(String id) throws IOException {
        if (kept.remove(id) != null) {
            Files.deleteIfExists(folder.resolve(id));
        }
    }

    private void forgetOld() throws IOException {
        Instant tooOld = clock.instant().minus(LIFE);
        while (!kept.isEmpty()) {
            Map.Entry<String, Instant> oldest = kept.entrySet().iterator().next();
            if (kept.size() < DRAFTS_MAX && oldest.getValue().isAfter(tooOld)) {
                return;
            }
            drop(oldest.getKey());
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }
}
