package org.commonwatch.node.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Micros;

/**
 * What the matching index holds: everything up to these entries, by these settings, as of this time. Written after the index
 * was; whatever lies between is done again, which changes nothing.
 *
 * @param logs entries taken in, by the log's name and number
 * @param at up to when beginnings and ends are done
 * @param minimums the settings it was made by
 */
record InStep(Map<String, Place> logs, Instant at, Minimums minimums) {
    private static final int FORMAT = 1;
    private static final int VALUES_MAX = 10_000;
    private static final long BYTES_MAX = 1024L * 1024;

    InStep {
        logs = Map.copyOf(logs);
    }

    /**
     * @param number of the log: after one was removed another may have it
     * @param size entries
     */
    record Place(int number, long size) {}

    /** What the file says; empty when there is none, it is damaged, or another release wrote it. */
    static Optional<InStep> read(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) > BYTES_MAX) {
                return Optional.empty();
            }
            JsonNode json = BoundedJson.parse(Files.readAllBytes(file), VALUES_MAX);
            if (json.path("format").asInt() != FORMAT
                    || json.path("projection").asInt() != MatchingProjection.VERSION) {
                return Optional.empty();
            }
            Map<String, Place> logs = new TreeMap<>();
            json.path("logs")
                    .properties()
                    .forEach(log -> logs.put(
                            log.getKey(),
                            new Place(
                                    log.getValue().path("number").asInt(),
                                    log.getValue().path("size").asLong())));
            Map<String, Integer> minimums = new TreeMap<>();
            json.path("minimums")
                    .properties()
                    .forEach(one -> minimums.put(one.getKey(), one.getValue().asInt()));
            return Optional.of(new InStep(logs, Micros.toInstant(json.path("at").asLong()), new Minimums(minimums)));
        } catch (Refused damaged) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    void write(Path file) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT).put("projection", MatchingProjection.VERSION).put("at", Micros.of(at));
        ObjectNode places = json.putObject("logs");
        new TreeMap<>(logs)
                .forEach((name, place) ->
                        places.putObject(name).put("number", place.number()).put("size", place.size()));
        ObjectNode least = json.putObject("minimums");
        minimums.bySource().forEach(least::put);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, json.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
