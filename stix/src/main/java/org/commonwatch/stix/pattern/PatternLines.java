package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;

/**
 * Judges patterns line by line: a JSON string in, {@code {"ok":true,"canonical":...}} or
 * {@code {"ok":false,"position":...,"message":...}} out, UTF-8. {@code position} counts code points of the pattern from 0; it
 * is 0 for a line that is no JSON string. Every line gets its answer, in order, and none ends the run.
 */
public final class PatternLines {
    /** Every character of the longest pattern as a backslash-u escape, the quotes and some space. */
    static final int LINE_BYTES_MAX = 6 * Limits.PATTERN_CHARS_MAX + 64;

    private PatternLines() {}

    /** @return how many lines were not ok */
    public static long run(InputStream in, OutputStream out) throws IOException {
        BoundedLines lines = new BoundedLines(in, LINE_BYTES_MAX);
        BufferedOutputStream buffered = new BufferedOutputStream(out);
        long refused = 0;
        for (Optional<BoundedLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            ObjectNode answer = answer(line.get());
            refused += answer.path("ok").booleanValue() ? 0 : 1;
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
            case BoundedLines.TooLong() -> error(answer, 0, "The line is longer than " + LINE_BYTES_MAX + " bytes.");
            case BoundedLines.Whole whole -> {
                try {
                    JsonNode value = BoundedJson.parse(whole.bytes());
                    if (!value.isTextual()) {
                        yield error(answer, 0, "A JSON string was expected.");
                    }
                    String canonical = Pattern.parse(value.textValue()).canonical();
                    yield answer.put("ok", true).put("canonical", canonical);
                } catch (PatternError e) {
                    yield error(answer, e.position(), e.getMessage());
                } catch (Refused e) {
                    yield error(answer, 0, e.refusal().message());
                }
            }
        };
    }

    static ObjectNode error(ObjectNode answer, int position, String message) {
        return answer.put("ok", false).put("position", position).put("message", message);
    }
}
