package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Matches patterns line by line: {@code {"pattern":"...","observed":[...]}} in, where {@code observed} holds observed-data
 * objects and what they refer to, or a bundle; {@code {"match":true,"ids":[...]}} or {@code {"match":false,"ids":[]}} out.
 * A pattern that is none gives {@code {"ok":false,"position":...,"message":...}}, other bad input
 * {@code {"ok":false,"path":...,"message":...}} with a JSON Pointer into the line, or the place where it stops being JSON. Every line gets its answer, in order, and
 * none ends the run.
 */
public final class MatchLines {
    /** One line: as much as one statement may carry. */
    static final int LINE_BYTES_MAX = Limits.STATEMENT_PAYLOAD_BYTES_MAX;

    private MatchLines() {}

    /** @return how many lines were answered with an error */
    public static long run(InputStream in, OutputStream out) throws IOException {
        BoundedLines lines = new BoundedLines(in, LINE_BYTES_MAX);
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        long refused = 0;
        for (Optional<BoundedLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            ObjectNode answer = answer(line.get());
            refused += answer.has("ok") ? 1 : 0;
            buffered.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            if (lines.isDrained()) {
                buffered.flush();
            }
        }
        buffered.flush();
        return refused;
    }

    private static ObjectNode answer(BoundedLines.Line line) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        return switch (line) {
            case BoundedLines.TooLong() -> error(answer, "", "The line is longer than " + LINE_BYTES_MAX + " bytes.");
            case BoundedLines.Whole whole -> {
                try {
                    yield match(BoundedJson.parse(whole.bytes()), answer);
                } catch (PatternError e) {
                    yield PatternLines.error(answer, e.position(), e.getMessage());
                } catch (Refused e) {
                    String value = e.refusal().value();
                    String found = value.isEmpty() ? "" : " (found: " + value + ")";
                    yield error(answer, e.refusal().path(), e.refusal().message() + found);
                }
            }
        };
    }

    private static ObjectNode match(JsonNode line, ObjectNode answer) throws PatternError, Refused {
        if (!line.path("pattern").isTextual()) {
            return error(answer, "/pattern", "A pattern in a JSON string was expected.");
        }
        if (!line.path("observed").isContainerNode()) {
            return error(answer, "/observed", "A list of observed-data objects or a bundle was expected.");
        }
        Matcher matcher = Matcher.of(Pattern.parse(line.path("pattern").textValue()));
        Optional<Match> match = matcher.match(observations(line.path("observed")));
        answer.put("match", match.isPresent());
        ArrayNode ids = answer.putArray("ids");
        match.ifPresent(found -> found.ids().forEach(ids::add));
        return answer;
    }

    private static List<Observation> observations(JsonNode observed) throws Refused {
        try {
            return ObservedData.read(observed);
        } catch (Refused e) {
            Refusal refusal = e.refusal().under("/observed");
            throw refusal.toException();
        }
    }

    private static ObjectNode error(ObjectNode answer, String path, String message) {
        return answer.put("ok", false).put("path", path).put("message", message);
    }
}
