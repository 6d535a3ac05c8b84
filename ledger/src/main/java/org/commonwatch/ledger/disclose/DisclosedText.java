package org.commonwatch.ledger.disclose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.wire.CanonicalReader;
import org.commonwatch.ledger.wire.StrictBase64;

/** The file of a {@link DisclosedObject}: canonical JSON with exactly the members of docs/formats/disclosure.md. */
final class DisclosedText {
    static final String FORMAT = "commonwatch disclosure 1";

    private static final Set<String> FILE = Set.of("checkpoint", "entry", "format", "key", "line", "object");
    private static final Set<String> ENTRY = Set.of("index", "leaf", "proof");
    private static final Set<String> HANDOVER = Set.of("key", "signature");
    private static final Set<String> OBJECT = Set.of("bytes", "index", "proof", "salt");

    private DisclosedText() {}

    static byte[] write(DisclosedObject disclosed) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("checkpoint", disclosed.checkpoint());
        DisclosedEntry entry = disclosed.entry();
        ObjectNode place = out.putObject("entry").put("index", entry.index()).put("leaf", base64(entry.leaf()));
        put(place.putArray("proof"), entry.proof());
        out.put("format", FORMAT);
        out.put("key", disclosed.key().text());
        ArrayNode line = out.putArray("line");
        disclosed
                .line()
                .forEach(older ->
                        line.addObject().put("key", older.key().text()).put("signature", base64(older.signature())));
        Disclosure object = disclosed.object();
        ObjectNode shown = out.putObject("object")
                .put("bytes", base64(object.bytes()))
                .put("index", object.index())
                .put("salt", HexFormat.of().formatHex(object.salt()));
        put(shown.putArray("proof"), object.proof());
        return CanonicalJson.bytes(out);
    }

    static DisclosedObject read(byte[] bytes) throws Refused {
        JsonNode json = CanonicalReader.read(bytes);
        if (!FORMAT.equals(json.path("format").textValue())) {
            throw malformed("/format", "This is no disclosed object of a form that this release knows.");
        }
        only(json, "", FILE);
        return new DisclosedObject(
                text(json, "", "checkpoint"),
                entry(json.path("entry")),
                key(json, ""),
                line(json.path("line")),
                object(json.path("object")));
    }

    private static DisclosedEntry entry(JsonNode json) throws Refused {
        only(json, "/entry", ENTRY);
        byte[] leaf = bytes(json, "/entry", "leaf");
        if (leaf.length > Limits.LEAF_BYTES_MAX) {
            throw malformed("/entry/leaf", "A leaf has at most " + Limits.LEAF_BYTES_MAX + " bytes.");
        }
        return new DisclosedEntry(
                integer(json, "/entry", CanonicalReader.INTEGER_MAX), leaf, hashes(json.path("proof"), "/entry/proof"));
    }

    private static List<KeyHandover> line(JsonNode array) throws Refused {
        if (!array.isArray() || array.size() > DisclosedObject.LINE_MAX) {
            throw malformed("/line", "An array of at most " + DisclosedObject.LINE_MAX + " older keys was expected.");
        }
        List<KeyHandover> line = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            only(array.get(i), "/line/" + i, HANDOVER);
            line.add(new KeyHandover(key(array.get(i), "/line/" + i), bytes(array.get(i), "/line/" + i, "signature")));
        }
        return line;
    }

    private static Disclosure object(JsonNode json) throws Refused {
        only(json, "/object", OBJECT);
        byte[] object = bytes(json, "/object", "bytes");
        if (object.length > Limits.OBJECT_BYTES_MAX) {
            throw malformed("/object/bytes", "An object has at most " + Limits.OBJECT_BYTES_MAX + " bytes.");
        }
        return new Disclosure(
                (int) integer(json, "/object", Limits.STATEMENT_OBJECTS_MAX - 1),
                hex(json.path("salt"), "/object/salt", Payload.SALT_BYTES),
                object,
                hashes(json.path("proof"), "/object/proof"));
    }

    private static NoteKey key(JsonNode json, String path) throws Refused {
        String text = text(json, path, "key");
        return Check.at(path + "/key", () -> NoteKey.parse(text));
    }

    private static List<Digest> hashes(JsonNode array, String path) throws Refused {
        if (!array.isArray() || array.size() > DisclosedObject.HASHES_MAX) {
            throw malformed(path, "An array of at most " + DisclosedObject.HASHES_MAX + " hashes was expected.");
        }
        List<Digest> hashes = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            hashes.add(Digest.fromBytes(hex(array.get(i), path + "/" + i, Digest.BYTES)));
        }
        return hashes;
    }

    private static byte[] hex(JsonNode node, String path, int bytes) throws Refused {
        String hex = node.asText("");
        if (!node.isTextual() || hex.length() != 2 * bytes || !hex.matches("[0-9a-f]*")) {
            throw malformed(path, 2 * bytes + " lower-case hex digits were expected.");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] bytes(JsonNode json, String path, String name) throws Refused {
        String text = text(json, path, name);
        return Check.at(path + "/" + name, () -> StrictBase64.decode(text));
    }

    private static long integer(JsonNode json, String path, long max) throws Refused {
        JsonNode index = json.path("index");
        if (!index.isIntegralNumber() || index.longValue() < 0 || index.longValue() > max) {
            throw malformed(path + "/index", "An integer from 0 to " + max + " was expected.");
        }
        return index.longValue();
    }

    private static String text(JsonNode json, String path, String name) throws Refused {
        JsonNode text = json.path(name);
        if (!text.isTextual()) {
            throw malformed(path + "/" + name, "A string was expected.");
        }
        return text.textValue();
    }

    /** Exactly these members, so that there is one file for one disclosure and nothing unsigned rides along. */
    private static void only(JsonNode json, String path, Set<String> names) throws Refused {
        if (!json.isObject()) {
            throw malformed(path, "An object was expected.");
        }
        for (var member : json.properties()) {
            if (!names.contains(member.getKey())) {
                throw malformed(path, "A member is unknown: " + member.getKey() + ".");
            }
        }
        if (json.size() != names.size()) {
            throw malformed(path, "A member is missing.");
        }
    }

    private static void put(ArrayNode array, List<Digest> proof) {
        proof.forEach(hash -> array.add(hash.hex()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Refused malformed(String path, String message) {
        return Refusal.of("disclosure-malformed", path, message).toException();
    }
}
