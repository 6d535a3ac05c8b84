package org.commonwatch.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.verify.Report;
import org.commonwatch.ledger.verify.Trust;
import org.commonwatch.ledger.verify.Verifier;

/**
 * Checks the logs under a folder, each with the keys that {@code NAME.json} beside its folder states. Those keys are taken
 * on trust: whoever can rewrite both the log and that file is found out only by someone who knows the key from elsewhere
 * ({@code verify --key}).
 *
 * <p>A node may be writing meanwhile, and then a file can be newer than the checkpoint read before it. Damage is therefore
 * believed only when two readings in a row find the same.
 */
public final class LedgerCheck {
    private static final int READINGS_MAX = 5;

    /** Keys, and the policy of a community with thirty cosigners. */
    private static final int KEY_FILE_BYTES_MAX = 256 * 1024;

    private LedgerCheck() {}

    /**
     * What was found in one log.
     *
     * @param name of the log
     * @param report empty when there were no keys or no folder to check
     * @param problems what is wrong, in sentences; empty when nothing is
     */
    public record Outcome(String name, Optional<Report> report, List<String> problems) {
        public Outcome {
            problems = List.copyOf(problems);
        }
    }

    /** Every log of a {@code ledger} folder, by name. */
    public static List<Outcome> all(Path ledger) {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> inside = Files.list(ledger)) {
            inside.map(path -> path.getFileName().toString() + (Files.isDirectory(path) ? "/" : ""))
                    .filter(name -> name.endsWith("/") || name.endsWith(".json"))
                    .forEach(name -> names.add(name.replaceFirst("(/|\\.json)$", "")));
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(ledger.toString()) + ": " + e.getMessage(), e);
        }
        return names.stream().map(name -> one(ledger.resolve(name))).toList();
    }

    /** One log's folder, with the keys from the file beside it. */
    public static Outcome one(Path folder) {
        String name = folder.getFileName().toString();
        Path keys = folder.resolveSibling(name + ".json");
        if (!Files.isDirectory(folder)) {
            return new Outcome(name, Optional.empty(), List.of("the folder " + name + " is missing"));
        }
        if (!Files.isRegularFile(keys)) {
            return new Outcome(
                    name,
                    Optional.empty(),
                    List.of("the keys are missing: there is no " + name + ".json beside the folder"));
        }
        try {
            return check(folder, trust(keys));
        } catch (Refused e) {
            return new Outcome(name, Optional.empty(), List.of(name + ".json cannot be used: " + e.refusal()));
        }
    }

    /** One log's folder against what the caller knows of it. */
    public static Outcome check(Path folder, Trust trust) {
        Report report = read(folder, trust);
        for (int reading = 1; reading < READINGS_MAX && !report.isIntact(); reading++) {
            Report again = read(folder, trust);
            boolean same = again.damages().equals(report.damages());
            report = again;
            if (same) {
                break;
            }
        }
        List<String> problems = new ArrayList<>();
        report.damages().stream().map(Damage::toString).forEach(problems::add);
        if (report.moreDamages() > 0) {
            problems.add("and " + report.moreDamages() + " more");
        }
        return new Outcome(folder.getFileName().toString(), Optional.of(report), problems);
    }

    /** The trust that a key given by hand expresses: the log it names, and no author's key. */
    static Trust trustIn(NoteKey key) {
        return new Trust(key.name(), List.of(key), author -> Optional.empty());
    }

    /** The trust that a policy expresses: the one log it names, and no author's key. */
    static Trust trustIn(Policy policy) throws Refused {
        List<NoteKey> keys = policy.logKeys();
        String origin = keys.getFirst().name();
        if (keys.stream().anyMatch(key -> !key.name().equals(origin))) {
            throw Refusal.of("policy-logs", "", "The policy names several logs; give one that names the log to check.")
                    .toException();
        }
        return new Trust(origin, keys, author -> Optional.empty());
    }

    /** As {@link #check(Path, Trust)}, and the checkpoint must have the quorum that the policy asks for. */
    static Outcome check(Path folder, Policy policy) throws Refused {
        Outcome outcome = check(folder, trustIn(policy));
        List<String> problems = new ArrayList<>(outcome.problems());
        try {
            Policy.Judged judged = policy.judge(checkpoint(folder));
            if (!judged.isFinal()) {
                problems.add("checkpoint: not final under the policy, "
                        + judged.standing().text()
                        + ". If members came, left or changed keys since, this is no fault: give the policy in force"
                        + " (commonwatch community policy), or go there from this one: docs/verify/verify.py --policy");
            }
        } catch (Refused wrong) {
            problems.add("checkpoint: " + wrong.refusal());
        }
        return new Outcome(outcome.name(), outcome.report(), problems);
    }

    private static byte[] checkpoint(Path folder) throws Refused {
        try {
            Path file = folder.resolve("checkpoint");
            return Files.size(file) > Note.BYTES_MAX ? new byte[0] : Files.readAllBytes(file);
        } catch (IOException e) {
            throw Refusal.of("checkpoint-unreadable", "", String.valueOf(e.getMessage()))
                    .toException();
        }
    }

    static Trust trust(Path keyFile) throws Refused {
        JsonNode keys = BoundedJson.parse(bytes(keyFile));
        Map<KeyId, VerifyingKey> authors = new HashMap<>();
        for (String member : List.of("author_key", "time_key")) {
            VerifyingKey key = key(keys, member).key();
            authors.put(key.id(), key);
        }
        for (JsonNode former : keys.path("epoch").path("former_time_keys")) {
            VerifyingKey key = NoteKey.parse(former.asText()).key();
            authors.put(key.id(), key);
        }
        return new Trust(
                keys.path("origin").asText(), logKeys(keys), author -> Optional.ofNullable(authors.get(author)));
    }

    /** Of all who order the log or did: a checkpoint may be of before the newest policy. */
    private static List<NoteKey> logKeys(JsonNode keys) throws Refused {
        Set<NoteKey> known = new LinkedHashSet<>();
        known.add(key(keys, "checkpoint_key"));
        for (JsonNode policy : List.of(keys.path("policy"), keys.path("follows").path("policy"))) {
            if (policy.isTextual()) {
                known.addAll(Policy.parse(policy.asText().getBytes(StandardCharsets.UTF_8))
                        .logKeys());
            }
        }
        for (JsonNode former : keys.path("former_keys")) {
            known.add(NoteKey.parse(former.asText()));
        }
        return List.copyOf(known);
    }

    private static NoteKey key(JsonNode keys, String member) throws Refused {
        return NoteKey.parse(keys.path(member).asText());
    }

    private static byte[] bytes(Path file) throws Refused {
        try {
            if (Files.size(file) > KEY_FILE_BYTES_MAX) {
                throw Refusal.of("key-file-long", "", "The file is longer than " + KEY_FILE_BYTES_MAX + " bytes.")
                        .toException();
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    private static Report read(Path folder, Trust trust) {
        try {
            return Verifier.verify(new LocalDisk(), folder, trust);
        } catch (DiskFault e) {
            throw new Fault("cannot read the log in " + SafeText.line(folder.toString()) + ": " + e.getMessage(), e);
        }
    }
}
