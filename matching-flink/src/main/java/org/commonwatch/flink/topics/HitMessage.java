package org.commonwatch.flink.topics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.kernel.Utf8;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.scan.MatchRule;
import org.jspecify.annotations.Nullable;

/** A message of the topic of hits: the fields of {@code scan --format json}, where the line stands, and the line. */
public final class HitMessage {
    /** What a broker takes unless told otherwise, less its own frame. The longest line in base 64 and its fields are shorter. */
    public static final int BYTES_MAX = 1_000_000;

    /** Of a digest, half is enough to tell hits apart. */
    private static final int ID_CHARS = 32;

    private HitMessage() {}

    /** Where and when a line was put into Kafka. */
    public record Place(Origin origin, long milli) {}

    /**
     * Always the same for the same token and indicator of the same message.
     *
     * @param offset of the token in the line
     */
    public static String id(Origin origin, long offset, Indicator indicator) {
        String text = origin.stream() + "\0" + origin.number() + "\0" + offset + "\0" + IndicatorChange.name(indicator);
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ID_CHARS);
    }

    /**
     * @param line from 1, in the message
     * @param offset of the token in the message, from 0
     * @param token {@code text[from, to)}
     */
    public static byte[] write(
            Place place,
            byte[] text,
            long line,
            long offset,
            Indicator indicator,
            MatchRule rule,
            byte[] token,
            int from,
            int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + text.length);
        try (JsonGenerator json = BoundedJson.factory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField(
                    "file", place.origin().stream() + "/" + place.origin().number());
            json.writeNumberField("line", line);
            json.writeNumberField("offset", offset);
            json.writeStringField("kind", indicator.kind().word());
            json.writeStringField("indicator", indicator.value());
            json.writeStringField("token", new String(token, from, to - from, StandardCharsets.UTF_8));
            json.writeStringField("rule", rule.name().toLowerCase(Locale.ROOT));
            json.writeStringField("id", id(place.origin(), offset, indicator));
            json.writeStringField("stream", place.origin().stream());
            json.writeNumberField("number", place.origin().number());
            json.writeStringField("time", Instant.ofEpochMilli(place.milli()).toString());
            if (isShortAsText(text)) {
                json.writeStringField("text", new String(text, StandardCharsets.UTF_8));
            } else {
                json.writeStringField("text_base64", Base64.getEncoder().encodeToString(text));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing a hit into memory", e);
        }
        return out.toByteArray();
    }

    /** Whether the bytes are text that JSON writes in no more bytes than base 64 would take. */
    private static boolean isShortAsText(byte[] bytes) {
        long written = 0;
        for (byte b : bytes) {
            written += b >= 0 && b < ' ' && b != '\t' ? 6 : b == '"' || b == '\\' || b == '\t' ? 2 : 1;
        }
        return written <= bytes.length / 3L * 4 + 4 && Utf8.firstInvalid(bytes, 0, bytes.length) < 0;
    }

    /**
     * The line that a message tells of, for whoever looks into it again.
     *
     * @throws Refused {@code hit-malformed}, or what {@link BoundedJson} refuses
     */
    public static NumberedLine line(byte @Nullable [] message) throws Refused {
        if (message == null || message.length > BYTES_MAX) {
            throw malformed("A hit has 1 to " + BYTES_MAX + " bytes.");
        }
        JsonNode hit = BoundedJson.parse(message);
        JsonNode number = hit.path("number");
        if (!hit.path("stream").isTextual() || !number.isIntegralNumber() || !number.canConvertToLong()) {
            throw malformed("A hit names stream and number of its line.");
        }
        return new NumberedLine(Origin.of(hit.path("stream").textValue(), number.longValue()), text(hit));
    }

    private static byte[] text(JsonNode hit) throws Refused {
        JsonNode plain = hit.path("text");
        if (plain.isTextual()) {
            return plain.textValue().getBytes(StandardCharsets.UTF_8);
        }
        if (!hit.path("text_base64").isTextual()) {
            throw malformed("A hit brings its line as text or text_base64.");
        }
        try {
            return Base64.getDecoder().decode(hit.path("text_base64").textValue());
        } catch (IllegalArgumentException e) {
            throw malformed("text_base64 is not base 64.");
        }
    }

    private static Refused malformed(String why) {
        return Refusal.of("hit-malformed", "", why).toException();
    }
}
