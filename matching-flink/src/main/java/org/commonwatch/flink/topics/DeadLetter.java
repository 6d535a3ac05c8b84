package org.commonwatch.flink.topics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.jspecify.annotations.Nullable;

/** What is said of a message that could not be used, in the topic of dead letters. */
public final class DeadLetter {
    /** Of the message that much is kept: enough to see what it is, and short whatever it was. */
    static final int START_BYTES_MAX = 1024;

    private DeadLetter() {}

    public static byte[] write(Origin origin, Refusal why, byte @Nullable [] key, byte @Nullable [] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = BoundedJson.factory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("stream", origin.stream());
            json.writeNumberField("number", origin.number());
            json.writeStringField("reason", why.code());
            json.writeStringField("message", why.message());
            json.writeStringField("found", why.value());
            start(json, "key", key);
            start(json, "value", value);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing a dead letter into memory", e);
        }
        return out.toByteArray();
    }

    private static void start(JsonGenerator json, String name, byte @Nullable [] bytes) throws IOException {
        if (bytes != null) {
            int kept = Math.min(bytes.length, START_BYTES_MAX);
            json.writeNumberField(name + "_bytes", bytes.length);
            json.writeStringField(
                    name + "_base64",
                    new String(
                            Base64.getEncoder().encode(java.util.Arrays.copyOf(bytes, kept)),
                            StandardCharsets.US_ASCII));
        }
    }
}
