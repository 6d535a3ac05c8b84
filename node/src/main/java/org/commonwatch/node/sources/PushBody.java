package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The body of a push as lines: plain lines and NDJSON as they come, a JSON array with an element a line. */
final class PushBody {
    /** One push, unpacked: it is held in memory until it is committed. */
    static final int PUSH_BYTES_MAX = 16 * 1024 * 1024;

    private PushBody() {}

    /**
     * @param type media type without parameters, in lower case
     * @throws Refused when it is too long, does not unpack within bounds or is not what its type says
     */
    static byte[] lines(InputStream body, String type) throws Refused, IOException {
        byte[] bytes = unpacked(body);
        return switch (type) {
            case "text/plain", "application/x-ndjson", "application/ndjson", "application/jsonl" -> bytes;
            case "application/json" -> ofArray(bytes);
            case String other ->
                throw Refusal.of(
                                "push-type",
                                "",
                                "Send text/plain, application/x-ndjson, or application/json with an array.",
                                other)
                        .toException();
        };
    }

    /** The body as it is, or unpacked. */
    static byte[] unpacked(InputStream body) throws Refused, IOException {
        try (InputStream unpacked = BoundedGzip.open(body)) {
            byte[] bytes = unpacked.readNBytes(PUSH_BYTES_MAX + 1);
            if (bytes.length > PUSH_BYTES_MAX) {
                throw Refusal.of(
                                "push-too-big",
                                "",
                                "One push has at most " + PUSH_BYTES_MAX + " bytes, unpacked; split it.")
                        .toException();
            }
            return bytes;
        } catch (BoundedGzip.ExpansionException bomb) {
            throw bomb.refusal().toException();
        } catch (java.util.zip.ZipException | java.io.EOFException damaged) {
            throw Refusal.of("push-gzip", "", "The body is damaged gzip: " + damaged.getMessage())
                    .toException();
        }
    }

    /** Strings count as lines of text, everything else as a line of JSON. */
    private static byte[] ofArray(byte[] bytes) throws Refused {
        JsonNode array = BoundedJson.parse(bytes);
        if (!array.isArray()) {
            throw Refusal.of("push-array", "", "A JSON array is needed, with a line or an object an element.")
                    .toException();
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream(bytes.length);
        for (JsonNode element : array) {
            String text = Optional.ofNullable(element.textValue()).orElseGet(element::toString);
            lines.writeBytes(text.replaceAll("[\\r\\n]+", " ").getBytes(StandardCharsets.UTF_8));
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
