package org.commonwatch.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Utf8;

/** One JSON object on one line: walks it once and keeps only what a table names. */
final class JsonLine {
    private byte[] utf8 = new byte[256];

    Optional<Misfit> read(byte[] line, int from, int to, Names names, Draft draft) {
        if (to - from < 2 || line[from] != '{' || !isUtf8(line, from, to)) {
            return Optional.of(Misfit.NOT_JSON);
        }
        draft.escaped(hasEscapes(line, from, to));
        try (JsonParser parser = BoundedJson.factory().createParser(line, from, to - from)) {
            parser.nextToken();
            Optional<Misfit> misfit = object(parser, names, draft, 1);
            return misfit.isPresent() || parser.nextToken() == null ? misfit : Optional.of(Misfit.NOT_JSON);
        } catch (JsonProcessingException e) {
            return Optional.of(Misfit.NOT_JSON);
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory", e);
        }
    }

    /** The parser would guess UTF-16 and UTF-32 by NUL bytes (RFC 4627 section 3) and takes overlong forms. */
    private static boolean isUtf8(byte[] line, int from, int to) {
        for (int i = from; i < Math.min(to, from + 4); i++) {
            if (line[i] == 0) {
                return false;
            }
        }
        return Utf8.firstInvalid(line, from, to) < 0;
    }

    /** Whether something is written in a way that a search of the bytes would miss; {@code \/} and {@code \\} are not. */
    private static boolean hasEscapes(byte[] line, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (line[i] == '\\') {
                i++;
                if (line[i] != '/' && line[i] != '\\' && line[i] != '"') {
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Misfit> object(JsonParser parser, Names names, Draft draft, int depth) throws IOException {
        if (depth > Limits.JSON_DEPTH_MAX) {
            return Optional.of(Misfit.TOO_DEEP);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Names here = names.under(parser.currentName());
            JsonToken token = parser.nextToken();
            if (here == Names.NOTHING) {
                parser.skipChildren();
                continue;
            }
            Optional<Misfit> misfit = value(parser, token, here, draft, depth);
            if (misfit.isPresent()) {
                return misfit;
            }
        }
        return Optional.empty();
    }

    private Optional<Misfit> value(JsonParser parser, JsonToken token, Names names, Draft draft, int depth)
            throws IOException {
        if (token == JsonToken.START_OBJECT) {
            return object(parser, names, draft, depth + 1);
        }
        if (token == JsonToken.START_ARRAY) {
            if (depth >= Limits.JSON_DEPTH_MAX) {
                return Optional.of(Misfit.TOO_DEEP);
            }
            for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                Optional<Misfit> misfit = value(parser, each, names, draft, depth + 1);
                if (misfit.isPresent()) {
                    return misfit;
                }
            }
            return Optional.empty();
        }
        if (token != JsonToken.VALUE_NULL && names.slot() != Slot.Part.NONE) {
            text(parser, names.slot(), draft);
        }
        return Optional.empty();
    }

    private void text(JsonParser parser, Slot slot, Draft draft) throws IOException {
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        if (utf8.length < 3 * length) {
            utf8 = new byte[3 * length];
        }
        int used = encode(chars, offset, length);
        draft.put(slot, utf8, 0, used);
        if (utf8.length > Limits.LOG_VALUE_BYTES_MAX) {
            // One huge value must not hold memory for the life of the stream.
            utf8 = new byte[256];
        }
    }

    /** Half a surrogate pair becomes a question mark. */
    private int encode(char[] chars, int offset, int length) {
        int used = 0;
        for (int i = offset; i < offset + length; i++) {
            int c = chars[i];
            if (c < 0x80) {
                utf8[used++] = (byte) c;
            } else if (c < 0x800) {
                utf8[used++] = (byte) (0xc0 | c >> 6);
                utf8[used++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate((char) c)) {
                utf8[used++] = (byte) (0xe0 | c >> 12);
                utf8[used++] = (byte) (0x80 | (c >> 6 & 0x3f));
                utf8[used++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate((char) c)
                    && i + 1 < offset + length
                    && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint((char) c, chars[++i]);
                utf8[used++] = (byte) (0xf0 | point >> 18);
                utf8[used++] = (byte) (0x80 | (point >> 12 & 0x3f));
                utf8[used++] = (byte) (0x80 | (point >> 6 & 0x3f));
                utf8[used++] = (byte) (0x80 | (point & 0x3f));
            } else {
                utf8[used++] = '?';
            }
        }
        return used;
    }
}
