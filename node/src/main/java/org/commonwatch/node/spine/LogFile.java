package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Space;

/**
 * What this node knows of a log besides the log itself: {@code ledger/NAME.json} with number, space, origin and the public
 * keys a verifier needs.
 */
record LogFile(Log log, String checkpointKey, String timeKey, String authorKey) {
    private static final String SUFFIX = ".json";

    /** Every log there is, by name. */
    static List<LogFile> all(Path ledger) {
        if (!Files.isDirectory(ledger)) {
            return List.of();
        }
        try (var files = Files.list(ledger)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(LogFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + ledger, e);
        }
    }

    static Optional<LogFile> named(Path ledger, String name) {
        return all(ledger).stream()
                .filter(file -> file.log().name().equals(name))
                .findFirst();
    }

    Path path(Path ledger) {
        return ledger.resolve(log.name() + SUFFIX);
    }

    byte[] toBytes() {
        return CanonicalJson.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("author_key", authorKey)
                .put("checkpoint_key", checkpointKey)
                .put("name", log.name())
                .put("number", log.number())
                .put("origin", log.origin())
                .put("space", log.space().name().toLowerCase(Locale.ROOT))
                .put("time_key", timeKey));
    }

    private static LogFile read(Path file) {
        try {
            JsonNode json = BoundedJson.parse(Files.readAllBytes(file));
            Log log = new Log(
                    json.path("number").asInt(-1),
                    json.path("name").asText(),
                    Space.valueOf(json.path("space").asText().toUpperCase(Locale.ROOT)),
                    json.path("origin").asText());
            return new LogFile(
                    log,
                    json.path("checkpoint_key").asText(),
                    json.path("time_key").asText(),
                    json.path("author_key").asText());
        } catch (Refused | IllegalArgumentException damaged) {
            throw new HomeUnusable(
                    "the file " + file + " is damaged: " + damaged.getMessage() + "; restore it from a backup");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
