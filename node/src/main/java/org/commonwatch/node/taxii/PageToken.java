package org.commonwatch.node.taxii;

import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * TAXII's opaque {@code next}: the key of the last item looked at, and nothing else, so the server keeps no state and new
 * objects, which get greater keys, never shift a page.
 */
record PageToken(long key) {
    private static final byte VERSION = 1;

    String text() {
        byte[] bytes = ByteBuffer.allocate(9).put(VERSION).putLong(key).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws TaxiiError 400 when this is no token of ours */
    static PageToken parse(String text) {
        try {
            byte[] bytes =
                    text.length() > 16 ? new byte[0] : Base64.getUrlDecoder().decode(text);
            if (bytes.length == 9 && bytes[0] == VERSION) {
                return new PageToken(ByteBuffer.wrap(bytes, 1, 8).getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            throw unknown();
        }
        throw unknown();
    }

    private static TaxiiError unknown() {
        return TaxiiError.of(
                Response.Status.BAD_REQUEST,
                "bad-next",
                "The value of next is not one this server gave; start again without it.");
    }
}
