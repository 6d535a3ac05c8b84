package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * The generations of this organisation's keys, and which one signs in which log. The name stays that of the first key. A change
 * begins with the new keys on disk and a note of the logs in which they are still to count; each log goes over when its entries
 * say so, and until then nothing but the change itself is signed there. In {@code keys/identity}, which holds no secret. A log
 * that is not named there speaks with the first key: the home log, which nobody else reads, always does. A change may bring a new
 * key to cosign with, which has the number of the author's key; older ones are kept until no log asks for them. Safe from many
 * threads.
 */
final class OwnKeys {
    /** Set by {@code up --replaces}. */
    static final String REPLACES = "commonwatch.replaces";

    private static final String FORMAT = "commonwatch identity 1";
    private static final String NAME = "org-[0-9a-f]{16}";

    private final Home home;
    private final Keys keys;

    private final String name;

    // Guarded by this.
    private int newest = 1;
    private final List<KeyHandover> handovers = new ArrayList<>();
    private final SortedMap<String, Integer> logs = new TreeMap<>();
    private final SortedSet<String> changing = new TreeSet<>();
    private String reason = "";
    private final SortedSet<Integer> cosigners = new TreeSet<>(Set.of(1));
    private final Map<Integer, Cosigner> cosigning = new HashMap<>();
    private final Map<Integer, SigningKey> authors = new HashMap<>();
    private final Map<Integer, EncryptionKey> encryptions = new HashMap<>();

    OwnKeys(Home home, Keys keys) {
        this.home = home;
        this.keys = keys;
        if (Files.exists(file())) {
            this.name = read();
            return;
        }
        Optional<String> replaced =
                Optional.ofNullable(System.getProperty(REPLACES)).filter(asked -> !asked.isEmpty());
        if (replaced.isEmpty()) {
            this.name = Member.of(keys.author(1)).name();
            return;
        }
        this.name = replaced.orElseThrow();
        if (!name.matches(NAME) || !keys.isFresh()) {
            throw new HomeUnusable(
                    "--replaces takes the org-... name of a member whose keys are lost, and an empty home"
                            + " folder, which takes its place");
        }
        write();
    }

    private Path file() {
        return home.keys().resolve("identity");
    }

    String name() {
        return name;
    }

    /** As it speaks in a log. */
    synchronized Member in(String log) {
        return member(logs.getOrDefault(log, 1));
    }

    /** As it introduces itself. */
    synchronized Member newest() {
        return member(newest);
    }

    /** How the newest key came from the first. */
    synchronized List<KeyHandover> handovers() {
        return List.copyOf(handovers);
    }

    /** The one in use, then older ones, to which keys that are still under way may be encrypted. */
    synchronized List<EncryptionKey> encryptions() {
        List<EncryptionKey> all = new ArrayList<>();
        for (int generation = newest; generation >= 1; generation--) {
            all.add(encryptions.computeIfAbsent(generation, keys::encryption));
        }
        return all;
    }

    /** While a change is under way, the key that still counts where it does not yet. */
    synchronized Optional<Member> older() {
        return changing.stream().findFirst().map(this::in);
    }

    /** Logs in which the newest key is still to count. */
    synchronized SortedSet<String> changing() {
        return new TreeSet<>(changing);
    }

    /** A log that was just made or joined begins with the newest key. */
    synchronized void begins(String log) {
        if (newest > 1) {
            logs.put(log, newest);
            write();
        }
    }

    /** Why the change that is under way was asked for, in the caller's word. */
    synchronized String reason() {
        return reason;
    }

    /** With which it cosigns, the newest first: older ones as long as a log may ask for their signatures. */
    synchronized List<Cosigner> cosigners() {
        List<Cosigner> all = new ArrayList<>();
        for (int generation : cosigners) {
            all.addFirst(cosigner(generation));
        }
        return all;
    }

    /** Whether the newest keys came with a new one to cosign with. */
    synchronized boolean changesCosigner() {
        return newest > 1 && cosigners.last() == newest;
    }

    /**
     * Destroys the keys to cosign with that no log needs; the newest stays.
     *
     * @param needed asked for each key, a C2SP vkey
     */
    synchronized void forgetCosigners(Predicate<String> needed) {
        SortedSet<Integer> over = new TreeSet<>(cosigners.headSet(cosigners.last()));
        over.removeIf(generation -> needed.test(cosigner(generation).key().text()));
        if (!over.isEmpty()) {
            cosigners.removeAll(over);
            write();
            forgetUnused();
        }
    }

    private Cosigner cosigner(int generation) {
        return cosigning.computeIfAbsent(generation, made -> Cosigner.ofMlDsa44(name, keys.cosigner(made)));
    }

    /**
     * Makes new keys, which are to count in these logs; durable when this returns.
     *
     * @param cosigner whether one to cosign with is among them
     */
    synchronized void change(SortedSet<String> where, String why, boolean cosigner) {
        if (!changing.isEmpty()) {
            throw new IllegalStateException("a change of keys is under way in " + changing);
        }
        NoteKey older = noteKey(newest);
        // Left by a change that a crash ended before it was noted.
        forget(newest + 1);
        forgetCosigner(newest + 1);
        NoteKey next = noteKey(newest + 1);
        encryptions.put(newest + 1, keys.encryption(newest + 1));
        if (cosigner) {
            cosigner(newest + 1);
            cosigners.add(newest + 1);
        }
        handovers.add(KeyHandover.sign(older, author(newest), next));
        newest++;
        changing.addAll(where);
        reason = why;
        write();
        forgetUnused();
    }

    /** From here on the newest key speaks in this log. */
    synchronized void changed(String log) {
        logs.put(log, newest);
        changing.remove(log);
        write();
        forgetUnused();
    }

    private void forgetUnused() {
        for (int generation = 2; generation < newest; generation++) {
            if (changing.isEmpty() && !logs.containsValue(generation)) {
                forget(generation);
            }
        }
        for (int generation = 1; generation <= newest; generation++) {
            if (!cosigners.contains(generation)) {
                forgetCosigner(generation);
            }
        }
    }

    private Member member(int generation) {
        return new Member(name, author(generation));
    }

    private NoteKey noteKey(int generation) {
        return new NoteKey(name, author(generation).verifyingKey());
    }

    private SigningKey author(int generation) {
        return authors.computeIfAbsent(generation, keys::author);
    }

    private void forget(int generation) {
        authors.remove(generation);
        keys.forgetAuthor(generation);
    }

    private void forgetCosigner(int generation) {
        cosigning.remove(generation);
        keys.forgetCosigner(generation);
    }

    private void write() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("name", name)
                .put("newest", newest)
                .put("reason", reason);
        ArrayNode line = json.putArray("handovers");
        handovers.forEach(one -> line.addObject()
                .put("key", one.key().text())
                .put("signature", Base64.getEncoder().encodeToString(one.signature())));
        ObjectNode speaks = json.putObject("logs");
        logs.forEach(speaks::put);
        ArrayNode under = json.putArray("changing");
        changing.forEach(under::add);
        ArrayNode cosign = json.putArray("cosigners");
        cosigners.forEach(cosign::add);
        home.writeSecret(file(), CanonicalJson.bytes(json));
    }

    /** Returns the name. */
    private String read() {
        try {
            JsonNode json = BoundedJson.parse(Files.readAllBytes(file()));
            String found = json.path("name").asText("");
            newest = json.path("newest").asInt();
            reason = json.path("reason").asText("");
            for (JsonNode one : json.path("handovers")) {
                handovers.add(new KeyHandover(
                        NoteKey.parse(one.path("key").asText("")),
                        StrictBase64.decode(one.path("signature").asText(""))));
            }
            json.path("logs")
                    .properties()
                    .forEach(log -> logs.put(log.getKey(), log.getValue().asInt()));
            json.path("changing").forEach(log -> changing.add(log.asText()));
            if (json.has("cosigners")) {
                cosigners.clear();
                json.path("cosigners").forEach(generation -> cosigners.add(generation.asInt()));
            }
            boolean whole = FORMAT.equals(json.path("format").textValue())
                    && found.matches(NAME)
                    && newest == handovers.size() + 1
                    && !cosigners.isEmpty()
                    && cosigners.stream().allMatch(generation -> generation >= 1 && generation <= newest)
                    && logs.values().stream().allMatch(generation -> generation >= 1 && generation <= newest);
            if (!whole) {
                throw damaged("it does not say which keys there are");
            }
            return found;
        } catch (Refused malformed) {
            throw damaged(malformed.refusal().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file(), e);
        }
    }

    private HomeUnusable damaged(String why) {
        return new HomeUnusable("the file " + file() + " is damaged: " + why + "; restore it from a backup");
    }
}
