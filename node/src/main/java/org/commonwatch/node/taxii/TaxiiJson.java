package org.commonwatch.node.taxii;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Small JSON answers of TAXII, written straight to bytes. */
final class TaxiiJson {
    static final String MEDIA_TYPE = "application/taxii+json;version=2.1";
    static final String STIX_MEDIA_TYPE = "application/stix+json;version=2.1";

    private static final JsonFactory FACTORY = new JsonFactory();

    private TaxiiJson() {}

    /** Writes the members of one object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return bytes.toByteArray();
    }
}
