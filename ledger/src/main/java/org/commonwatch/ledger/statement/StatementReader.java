package org.commonwatch.ledger.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.jspecify.annotations.Nullable;

/** Takes one JSON object of a statement apart: every member known, present when required, of its type and in bounds. */
final class StatementReader {
    private static final Set<String> MEMBERS = Set.of(
            "audience",
            "author",
            "body",
            "format",
            "key",
            "origin",
            "payload",
            "previous",
            "pseudonym",
            "sequence",
            "time",
            "type",
            "version");
    private static final Set<String> AUDIENCE_MEMBERS = Set.of("epoch", "id");
    private static final Set<String> PAYLOAD_MEMBERS = Set.of("bytes", "count", "root", "sealed");

    private final JsonNode json;
    private final String path;

    StatementReader(JsonNode json, String path) {
        this.json = json;
        this.path = path;
    }

    Statement statement() throws Refused {
        allowOnly(MEMBERS);
        if (integer("format") != Statement.FORMAT) {
            throw refuse("format", "Only statement format " + Statement.FORMAT + " is known.");
        }
        Draft draft = new Draft(
                word("origin"),
                word("author"),
                StatementTime.parse(text("time"))
                        .orElseThrow(() -> refuse("time", "RFC 3339 UTC in its one spelling was expected.")),
                type(),
                (int) integer("version", 1, Integer.MAX_VALUE),
                audience(),
                has("payload") ? Optional.of(child("payload").payload()) : Optional.empty(),
                has("pseudonym") ? Optional.of(word("pseudonym")) : Optional.empty(),
                body());
        long sequence = integer("sequence", 1, Long.MAX_VALUE);
        Optional<Digest> previous = has("previous") ? Optional.of(digest("previous")) : Optional.empty();
        if ((sequence == 1) != previous.isEmpty()) {
            throw refuse("previous", "Every statement but the first of a lane names its predecessor.");
        }
        return new Statement(draft, key(), new LanePosition(sequence, previous));
    }

    private Audience audience() throws Refused {
        StatementReader inner = child("audience");
        inner.allowOnly(AUDIENCE_MEMBERS);
        return new Audience(
                inner.word("id"),
                inner.has("epoch") ? Optional.of(inner.integer("epoch", 0, Long.MAX_VALUE)) : Optional.empty());
    }

    private PayloadCommitment payload() throws Refused {
        allowOnly(PAYLOAD_MEMBERS);
        long count = integer("count");
        long bytes = integer("bytes");
        if (!PayloadCommitment.inBounds(count, bytes)) {
            throw refuse("count", "The payload is empty or beyond its bounds.");
        }
        return new PayloadCommitment(
                (int) count, bytes, digest("root"), has("sealed") ? Optional.of(digest("sealed")) : Optional.empty());
    }

    private KeyId key() throws Refused {
        return KeyId.parse(text("key"));
    }

    private String type() throws Refused {
        String type = text("type");
        if (!Words.isType(type)) {
            throw refuse("type", "A type is lower-case words joined by dots.");
        }
        return type;
    }

    private ObjectNode body() throws Refused {
        if (member("body") instanceof ObjectNode body) {
            return body;
        }
        throw refuse("body", "An object was expected.");
    }

    private void allowOnly(Set<String> names) throws Refused {
        if (!json.isObject()) {
            throw refuse("", "An object was expected.");
        }
        for (var member : json.properties()) {
            if (!names.contains(member.getKey())) {
                throw refuse(member.getKey(), "This member is unknown.");
            }
        }
    }

    private StatementReader child(String name) throws Refused {
        return new StatementReader(member(name), path + "/" + name);
    }

    private boolean has(String name) {
        return json.has(name);
    }

    private JsonNode member(String name) throws Refused {
        @Nullable JsonNode member = json.get(name);
        if (member == null) {
            throw refuse(name, "The member is missing.");
        }
        return member;
    }

    private String text(String name) throws Refused {
        JsonNode member = member(name);
        if (!member.isTextual()) {
            throw refuse(name, "A string was expected.");
        }
        return member.textValue();
    }

    private String word(String name) throws Refused {
        String text = text(name);
        if (!Words.isWord(text)) {
            throw refuse(name, "1 to " + Words.WORD_CHARS_MAX + " characters without controls were expected.");
        }
        return text;
    }

    private long integer(String name) throws Refused {
        return integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long integer(String name, long min, long max) throws Refused {
        JsonNode member = member(name);
        if (!member.isIntegralNumber() || member.longValue() < min || member.longValue() > max) {
            throw refuse(name, "An integer in bounds was expected.");
        }
        return member.longValue();
    }

    private Digest digest(String name) throws Refused {
        String hex = text(name);
        if (hex.length() != 2 * Digest.BYTES || !isLowerHex(hex)) {
            throw refuse(name, "64 lower-case hex digits were expected.");
        }
        return Digest.fromBytes(HexFormat.of().parseHex(hex));
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private Refused refuse(String name, String message) {
        String where =
                name.isEmpty() ? path : path + "/" + name.replace("~", "~0").replace("/", "~1");
        return Refusal.of("statement-malformed", where, message).toException();
    }
}
