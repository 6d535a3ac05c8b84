package org.commonwatch.ledger.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.wire.CanonicalReader;

/**
 * Statement, format 1: what is said ({@code draft}), by which key, at which place in that key's lane. Written as canonical
 * JSON (RFC 8785); members and bounds stand in docs/formats/ledger.md.
 */
public record Statement(Draft draft, KeyId key, LanePosition position) {
    /** The value of the member {@code format}. */
    public static final int FORMAT = 1;

    /**
     * The canonical bytes that are signed.
     *
     * @throws Refused {@code statement-malformed} when a string holds half of a surrogate pair
     */
    public byte[] toBytes() throws Refused {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ObjectNode audience =
                out.putObject("audience").put("id", draft.audience().id());
        draft.audience().epoch().ifPresent(epoch -> audience.put("epoch", epoch));
        out.put("author", draft.author());
        out.set("body", draft.body());
        out.put("format", FORMAT);
        out.put("key", key.toString());
        out.put("origin", draft.origin());
        draft.payload().ifPresent(payload -> putPayload(out.putObject("payload"), payload));
        position.previous().ifPresent(previous -> out.put("previous", previous.hex()));
        draft.pseudonym().ifPresent(name -> out.put("pseudonym", name));
        out.put("sequence", position.sequence());
        out.put("time", StatementTime.text(draft.time()));
        out.put("type", draft.type());
        out.put("version", draft.version());
        return utf8(CanonicalJson.text(out));
    }

    private static byte[] utf8(String text) throws Refused {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Refusal.of("statement-malformed", "", "A string holds half of a surrogate pair.")
                    .toException();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void putPayload(ObjectNode out, PayloadCommitment payload) {
        out.put("bytes", payload.bytes());
        out.put("count", payload.count());
        out.put("root", payload.root().hex());
        payload.sealed().ifPresent(root -> out.put("sealed", root.hex()));
    }

    /** @throws Refused {@code json-not-canonical}, {@code statement-malformed} with the member's path */
    public static Statement parse(byte[] bytes) throws Refused {
        JsonNode json = CanonicalReader.read(bytes);
        return new StatementReader(json, "").statement();
    }
}
