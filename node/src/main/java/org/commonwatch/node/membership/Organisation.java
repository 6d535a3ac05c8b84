package org.commonwatch.node.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.spine.Identity;

/**
 * An organisation as it introduces itself to a community.
 *
 * @param title what people call it
 * @param key name and key with which it speaks
 * @param witnesses keys with which it cosigns, as C2SP vkey texts
 * @param urls where its node can be reached; empty when it can not
 * @param encryption to which keys of audiences are encrypted for it; empty for one that gets none
 * @param line how its key came from the one that gave its name; empty when that is the same
 */
public record Organisation(
        String title,
        OrganisationKind kind,
        NoteKey key,
        List<String> witnesses,
        List<URI> urls,
        Optional<CertifiedKey> encryption,
        Optional<KeyLine> line) {
    public static final int TITLE_CHARS_MAX = 120;

    /** An Ed25519 key and an ML-DSA-44 key, each in use and as the next one. */
    static final int WITNESSES_MAX = 4;

    /** An ML-DSA-44 vkey has about 1,900. */
    static final int WITNESS_CHARS_MAX = 2_500;

    static final int URLS_MAX = 4;

    private static final int URL_CHARS_MAX = 300;

    public Organisation {
        witnesses = List.copyOf(witnesses);
        urls = List.copyOf(urls);
    }

    /** One that gets no keys of audiences. */
    public Organisation(String title, OrganisationKind kind, NoteKey key, List<String> witnesses, List<URI> urls) {
        this(title, kind, key, witnesses, urls, Optional.empty(), Optional.empty());
    }

    /** @throws Refused {@code organisation} naming what does not fit */
    public static Organisation of(
            String title, OrganisationKind kind, NoteKey key, List<String> witnesses, List<URI> urls) throws Refused {
        return read(new Organisation(title, kind, key, witnesses, urls).body());
    }

    /** The same with a key for audiences. */
    public Organisation with(CertifiedKey own) throws Refused {
        return read(new Organisation(title, kind, key, witnesses, urls, Optional.of(own), line).body());
    }

    /** The same under another title and kind. */
    public Organisation named(String otherTitle, OrganisationKind otherKind) {
        return new Organisation(otherTitle, otherKind, key, witnesses, urls, encryption, line);
    }

    /** This node's, whose key may be a later one than the one that gave its name. */
    public static Organisation own(
            String title, OrganisationKind kind, Identity self, List<String> witnesses, List<URI> urls) throws Refused {
        Optional<KeyLine> line =
                self.handovers().isEmpty() ? Optional.empty() : Optional.of(new KeyLine(self.handovers()));
        CertifiedKey encryption = CertifiedKey.own(self);
        return ofMember(
                new Organisation(title, kind, self.key(), witnesses, urls, Optional.of(encryption), line).body());
    }

    /** The name in the author's place of its statements. */
    public String name() {
        return key.name();
    }

    /** What people compare over another channel: the key's id in groups of four digits. */
    public String fingerprint() {
        return Fingerprint.of(key.key().id());
    }

    public ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("key", key.text())
                .put("kind", kind.word())
                .put("title", title);
        ArrayNode addresses = body.putArray("urls");
        urls.forEach(url -> addresses.add(url.toString()));
        ArrayNode keys = body.putArray("witnesses");
        witnesses.forEach(keys::add);
        encryption.ifPresent(own -> body.set("encryption", own.body()));
        line.ifPresent(older -> body.set("line", older.body()));
        return body;
    }

    /** Of somebody who is no member yet: its name must be that of its first key. */
    public static Organisation read(JsonNode body) throws Refused {
        Organisation read = ofMember(body);
        NoteKey first = read.line.map(older -> older.first(read.key)).orElse(read.key);
        if (!read.name().equals(first.key().id().ownerName())) {
            throw wrong(
                    "/key",
                    "A member's name is made of its first key's id: "
                            + first.key().id().ownerName() + ".");
        }
        return read;
    }

    /** Of a member, whose name stays when its keys change, also when the first one is lost. */
    public static Organisation ofMember(JsonNode body) throws Refused {
        String title = body.path("title").asText("");
        if (title.isBlank() || title.length() > TITLE_CHARS_MAX || title.chars().anyMatch(Character::isISOControl)) {
            throw wrong("/title", "An organisation's title has 1 to " + TITLE_CHARS_MAX + " printable characters.");
        }
        Optional<OrganisationKind> kind = OrganisationKind.of(body.path("kind").asText(""));
        if (kind.isEmpty()) {
            throw wrong("/kind", "The kind of an organisation is one of: " + OrganisationKind.words() + ".");
        }
        NoteKey key = NoteKey.parse(body.path("key").asText(""));
        if (!key.name().matches("org-[0-9a-f]{16}")) {
            throw wrong("/key", "A member's name is org- and 16 digits.");
        }
        return new Organisation(
                title,
                kind.orElseThrow(),
                key,
                witnesses(body.path("witnesses")),
                urls(body),
                body.has("encryption")
                        ? Optional.of(CertifiedKey.read(body.path("encryption"), key))
                        : Optional.empty(),
                body.has("line") ? Optional.of(KeyLine.read(body.path("line"), key)) : Optional.empty());
    }

    private static List<String> witnesses(JsonNode array) throws Refused {
        List<String> keys = new ArrayList<>();
        for (JsonNode one : array) {
            String text = one.asText("");
            if (text.isEmpty() || text.length() > WITNESS_CHARS_MAX || !text.matches("[\\x21-\\x7e]+")) {
                throw wrong("/witnesses", "A witness key is a C2SP vkey on one line.");
            }
            keys.add(text);
        }
        if (keys.size() > WITNESSES_MAX) {
            throw wrong("/witnesses", "A member names at most " + WITNESSES_MAX + " witness keys.");
        }
        return keys;
    }

    private static List<URI> urls(JsonNode body) throws Refused {
        List<URI> urls = new ArrayList<>();
        for (JsonNode one : body.path("urls")) {
            urls.add(url(one.asText("")));
        }
        if (urls.size() > URLS_MAX) {
            throw wrong("/urls", "A member names at most " + URLS_MAX + " addresses.");
        }
        return urls;
    }

    /** A node's base address. */
    public static URI url(String text) throws Refused {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
            if (web && url.getHost() != null && bare && text.length() <= URL_CHARS_MAX && !text.endsWith("/")) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            throw wrong("/urls", "A node's address is http[s]://host[:port] without a slash at the end.");
        }
        throw wrong("/urls", "A node's address is http[s]://host[:port] without a slash at the end.");
    }

    private static Refused wrong(String path, String message) {
        return Refusal.of("organisation", path, message).toException();
    }
}
