package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Follows;
import org.commonwatch.node.spine.Logs;

/**
 * An invitation as it is given to one organisation: everything a node needs to follow the community without believing
 * anybody on the way, and the secret that admits once.
 *
 * @param name of the community and of its log
 * @param origin of the log
 * @param checkpointKey signs its checkpoints
 * @param timeKey states its time
 * @param steward name and key of who invites, and who founded the community
 * @param policy which cosignatures make a checkpoint final, as C2SP tlog-policy text
 * @param contacts addresses of the steward's node
 * @param era the log's epoch, when it is not the founder's; then {@code steward} founded it and the era names who invites
 * @param secret admits who shows it; empty in what the node serves to those who have only the link
 */
record InvitationFile(
        String name,
        String origin,
        NoteKey checkpointKey,
        NoteKey timeKey,
        NoteKey steward,
        String policy,
        List<URI> contacts,
        Optional<Era> era,
        String id,
        Instant expires,
        String secret) {
    /** One file: thirty witnesses' keys and little else. */
    static final int BYTES_MAX = 128 * 1024;

    private static final String FORMAT = "commonwatch invitation 1";

    InvitationFile {
        contacts = List.copyOf(contacts);
    }

    InvitationFile withSecret(String known) {
        return new InvitationFile(
                name, origin, checkpointKey, timeKey, steward, policy, contacts, era, id, expires, known);
    }

    Follows follows() {
        return new Follows(contacts, policy);
    }

    /** Without a secret this is the part that a link's digest covers. */
    byte[] toBytes() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("checkpoint_key", checkpointKey.text())
                .put("expires", expires.toString())
                .put("format", FORMAT)
                .put("id", id)
                .put("name", name)
                .put("origin", origin)
                .put("policy", policy)
                .put("secret", secret)
                .put("steward_key", steward.text())
                .put("time_key", timeKey.text());
        ArrayNode addresses = json.putArray("contacts");
        contacts.forEach(contact -> addresses.add(contact.toString()));
        era.ifPresent(begun -> json.set("epoch", begun.json()));
        return CanonicalJson.bytes(json);
    }

    /** @throws Refused {@code invitation-malformed}, or what is wrong with a key or an address in it */
    static InvitationFile parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw malformed("An invitation has at most " + BYTES_MAX + " bytes.");
        }
        JsonNode json = BoundedJson.parse(bytes);
        if (!json.path("format").asText("").equals(FORMAT)) {
            throw malformed("The file is no invitation, or one of another release.");
        }
        List<URI> contacts = new ArrayList<>();
        for (JsonNode contact : json.path("contacts")) {
            contacts.add(Organisation.url(contact.asText("")));
        }
        if (contacts.isEmpty() || contacts.size() > Follows.CONTACTS_MAX) {
            throw malformed("An invitation names 1 to " + Follows.CONTACTS_MAX + " addresses.");
        }
        String name = json.path("name").asText("");
        String id = json.path("id").asText("");
        String origin = json.path("origin").asText("");
        if (!name.matches("[a-z][a-z0-9-]{0,62}")
                || !id.matches("[0-9a-f]{32}")
                || !origin.matches("\\P{Cntrl}{1,256}")) {
            throw malformed("Name, id or origin is not of the form they have.");
        }
        NoteKey checkpointKey = NoteKey.parse(json.path("checkpoint_key").asText(""));
        String policy = json.path("policy").asText("");
        // A log that is followed is opened at every start: one that cannot be must never come so far.
        boolean ofThisLog = Policy.parse(policy.getBytes(StandardCharsets.UTF_8)).logKeys().stream()
                .anyMatch(key -> key.name().equals(origin));
        if (!ofThisLog || !checkpointKey.name().equals(origin) || name.equals(Logs.SAMPLE)) {
            throw malformed("The policy, the key of the log and its names do not belong together.");
        }
        try {
            return new InvitationFile(
                    name,
                    origin,
                    checkpointKey,
                    NoteKey.parse(json.path("time_key").asText("")),
                    NoteKey.parse(json.path("steward_key").asText("")),
                    policy,
                    contacts,
                    json.has("epoch") ? Optional.of(Era.read(json.path("epoch"), origin)) : Optional.empty(),
                    id,
                    Instant.parse(json.path("expires").asText("")),
                    json.path("secret").asText(""));
        } catch (DateTimeParseException e) {
            throw malformed("The expiry is no time.");
        } catch (IllegalArgumentException e) {
            throw malformed("The epoch in it is none.");
        }
    }

    private static Refused malformed(String message) {
        return Refusal.of("invitation-malformed", "", message).toException();
    }

    @Override
    public String toString() {
        return "InvitationFile[" + name + " " + id + "]";
    }
}
