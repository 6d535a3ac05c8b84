package org.commonwatch.node.lists;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.intake.warninglist.WarningList;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refused;

/** A list as MISP's JSON, compressed: a quarter of its size or less. */
final class ListJson {
    private ListJson() {}

    static byte[] write(WarningList list) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", list.name())
                .put("description", list.description())
                .put("version", list.version())
                .put("type", list.kind().name().toLowerCase(Locale.ROOT));
        ArrayNode attributes = json.putArray("matching_attributes");
        list.attributes().stream().sorted().forEach(attributes::add);
        ArrayNode entries = json.putArray("list");
        list.entries().forEach(entries::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("compressing in memory", e);
        }
        return bytes.toByteArray();
    }

    /** What {@link #write} wrote. */
    static WarningList read(byte[] gzipped) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return WarningList.parse(gzip.readNBytes(Limits.WARNING_LIST_BYTES_MAX));
        } catch (IOException e) {
            throw new UncheckedIOException("a stored warning list is damaged", e);
        } catch (Refused e) {
            throw new IllegalStateException("a stored warning list no longer reads", e);
        }
    }
}
