package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.commonwatch.kernel.CanonicalJson;

/** What a member signs of this slice: a word that no statement or note begins with, then a JSON text without its signature. */
final class Signed {
    private static final String WORD = "commonwatch succession v1\n";

    private Signed() {}

    static byte[] message(ObjectNode body) {
        return (WORD + CanonicalJson.text(body.deepCopy().put("signature", ""))).getBytes(StandardCharsets.UTF_8);
    }
}
