package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.policy.Space;

/**
 * What this node knows of a log besides the log itself: {@code ledger/NAME.json} with number, space, origin and the public
 * keys a verifier needs.
 *
 * @param authorKey of whoever founded the log: until its entries name members, nobody else speaks in it
 * @param council whether this node orders the log as one of a council
 * @param follows how to follow the log; empty when no other node orders it. With a seat in a council: from whom to go on when
 *     that ends
 * @param policy which cosignatures make its checkpoints final, C2SP tlog-policy; empty: none are asked for, or what the
 *     invitation said
 * @param formerKeys log keys that an earlier policy of this epoch named and this one does not
 * @param era empty in the founder's epoch
 */
record LogFile(
        Log log,
        String checkpointKey,
        String timeKey,
        String authorKey,
        boolean council,
        Optional<Follows> follows,
        Optional<String> policy,
        List<String> formerKeys,
        Optional<Era> era) {
    /** Of former keys; seven at a time can come and go. */
    private static final int FORMER_KEYS_MAX = 256;

    private static final String SUFFIX = ".json";

    /** Every log there is, by name. */
    static List<LogFile> all(Path ledger) {
        if (!Files.isDirectory(ledger)) {
            return List.of();
        }
        try (var files = Files.list(ledger)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(LogFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + ledger, e);
        }
    }

    static Optional<LogFile> named(Path ledger, String name) {
        return all(ledger).stream()
                .filter(file -> file.log().name().equals(name))
                .findFirst();
    }

    LogFile {
        formerKeys = List.copyOf(formerKeys);
    }

    /** With another policy; what is on disk may be signed with keys of the one before. */
    LogFile with(Policy next) throws Refused {
        Set<String> former = new LinkedHashSet<>(formerKeys);
        former.add(checkpointKey);
        Optional<String> before = policy.or(() -> follows.map(Follows::policy));
        if (before.isPresent()) {
            Policy.parse(before.orElseThrow().getBytes(StandardCharsets.UTF_8))
                    .logKeys()
                    .forEach(key -> former.add(key.text()));
        }
        next.logKeys().forEach(key -> former.remove(key.text()));
        List<String> newest = List.copyOf(former);
        return new LogFile(
                log,
                checkpointKey,
                timeKey,
                authorKey,
                council,
                follows,
                Optional.of(next.text()),
                newest.subList(Math.max(0, newest.size() - FORMER_KEYS_MAX), newest.size()),
                era);
    }

    LogFile seated(boolean inCouncil, Optional<Follows> others) {
        return new LogFile(
                log, checkpointKey, timeKey, authorKey, inCouncil, others.or(() -> follows), policy, formerKeys, era);
    }

    LogFile with(Era other) {
        return new LogFile(
                log, checkpointKey, timeKey, authorKey, council, follows, policy, formerKeys, Optional.of(other));
    }

    /** The same log in its next epoch, which one node orders: nothing in its new tree is signed with a key of an epoch before. */
    LogFile in(NewEpoch next, Era begun, boolean here) {
        String quorum = next.epoch().terms().policy().text();
        return new LogFile(
                log,
                next.checkpointKey().text(),
                next.timeKey().text(),
                authorKey,
                false,
                here ? Optional.empty() : Optional.of(new Follows(next.contacts(), quorum)),
                Optional.of(quorum),
                List.of(),
                Optional.of(begun));
    }

    LogKeys keys() throws Refused {
        List<NoteKey> former = new ArrayList<>();
        for (String key : formerKeys) {
            former.add(NoteKey.parse(key));
        }
        return new LogKeys(
                NoteKey.parse(checkpointKey),
                NoteKey.parse(timeKey),
                NoteKey.parse(authorKey),
                former,
                era.map(Era::formerTimes).orElse(List.of()));
    }

    Path path(Path ledger) {
        return ledger.resolve(log.name() + SUFFIX);
    }

    byte[] toBytes() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("author_key", authorKey)
                .put("checkpoint_key", checkpointKey)
                .put("name", log.name())
                .put("number", log.number())
                .put("origin", log.origin())
                .put("space", log.space().name().toLowerCase(Locale.ROOT))
                .put("time_key", timeKey);
        if (council) {
            json.put("council", true);
        }
        policy.ifPresent(text -> json.put("policy", text));
        era.ifPresent(begun -> json.set("epoch", begun.json()));
        if (!formerKeys.isEmpty()) {
            ArrayNode keys = json.putArray("former_keys");
            formerKeys.forEach(keys::add);
        }
        follows.ifPresent(how -> {
            ObjectNode part = json.putObject("follows").put("policy", how.policy());
            ArrayNode contacts = part.putArray("contacts");
            how.contacts().forEach(contact -> contacts.add(contact.toString()));
        });
        return CanonicalJson.bytes(json);
    }

    private static Optional<Follows> follows(JsonNode json) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        List<URI> contacts = new ArrayList<>();
        json.path("contacts").forEach(contact -> contacts.add(URI.create(contact.asText())));
        return Optional.of(new Follows(contacts, json.path("policy").asText()));
    }

    private static LogFile read(Path file) {
        try {
            JsonNode json = BoundedJson.parse(Files.readAllBytes(file));
            Log log = new Log(
                    json.path("number").asInt(-1),
                    json.path("name").asText(),
                    Space.valueOf(json.path("space").asText().toUpperCase(Locale.ROOT)),
                    json.path("origin").asText());
            List<String> formerKeys = new ArrayList<>();
            json.path("former_keys").forEach(key -> formerKeys.add(key.asText()));
            return new LogFile(
                    log,
                    json.path("checkpoint_key").asText(),
                    json.path("time_key").asText(),
                    json.path("author_key").asText(),
                    json.path("council").asBoolean(),
                    follows(json.path("follows")),
                    Optional.ofNullable(json.path("policy").textValue()),
                    formerKeys,
                    json.has("epoch") ? Optional.of(Era.read(json.path("epoch"), log.origin())) : Optional.empty());
        } catch (Refused | IllegalArgumentException damaged) {
            throw new HomeUnusable(
                    "the file " + file + " is damaged: " + damaged.getMessage() + "; restore it from a backup");
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
