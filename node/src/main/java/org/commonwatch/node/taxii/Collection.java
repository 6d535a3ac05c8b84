package org.commonwatch.node.taxii;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.commonwatch.kernel.Uuid5;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Log;

/**
 * The one collection of a community's API root: its whole log. The id follows from the log's origin, so a restored or moved
 * node keeps it; the log's name is its alias.
 */
record Collection(Log log, UUID id) {
    private static final UUID NAMESPACE = UUID.fromString("b54ff9a4-5a0f-5cb4-8b1b-0a6a9d9c1d54");

    static Collection of(Log log) {
        return new Collection(log, Uuid5.of(NAMESPACE, log.origin().getBytes(StandardCharsets.UTF_8)));
    }

    boolean named(String idOrAlias) {
        return idOrAlias.equals(id.toString()) || idOrAlias.equals(log.name());
    }

    boolean readableBy(Reader reader) {
        return reader.collection().map(log.name()::equals).orElse(true);
    }

    boolean writableBy(Reader reader) {
        return reader.write() && readableBy(reader);
    }

    void write(JsonGenerator json, Reader reader) throws IOException {
        json.writeStringField("id", id.toString());
        json.writeStringField("title", log.name());
        json.writeStringField("description", "Everything shared in the log " + log.origin());
        json.writeStringField("alias", log.name());
        json.writeBooleanField("can_read", readableBy(reader));
        json.writeBooleanField("can_write", writableBy(reader));
        json.writeArrayFieldStart("media_types");
        json.writeString(TaxiiJson.STIX_MEDIA_TYPE);
        json.writeEndArray();
    }
}
