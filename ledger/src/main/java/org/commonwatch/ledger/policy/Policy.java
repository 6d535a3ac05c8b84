package org.commonwatch.ledger.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosignature;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * A trust policy. One that exists is well formed: names are unique and defined before use, no key stands twice, each name
 * is a member of at most one group, thresholds are possible. Immutable.
 */
public final class Policy {
    /** The quorum that asks nobody. */
    public static final String NONE = "none";

    /** Lines of each kind; the specification asks for at least 32. Cosigners of a community are 32 at most by design. */
    public static final int LINES_OF_A_KIND_MAX = 64;

    /** A log whose checkpoints count. The key's name is the log's origin. */
    public record Log(NoteKey key, Optional<String> url) {}

    /** A cosigner under the name that this policy gives it. */
    public record Witness(String name, CosignerKey key, Optional<String> url) {}

    /** Counts as cosigned when at least {@code threshold} of its members do. */
    public record Group(String name, int threshold, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    private final List<Log> logs;
    private final Map<String, Witness> witnesses;
    private final Map<String, Group> groups;
    private final String quorum;

    Policy(List<Log> logs, Map<String, Witness> witnesses, Map<String, Group> groups, String quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = new LinkedHashMap<>(witnesses);
        this.groups = new LinkedHashMap<>(groups);
        this.quorum = quorum;
    }

    /**
     * Reads a policy file.
     *
     * @throws Refused code {@code policy-…}, path {@code line N}: the first line that is wrong and why
     */
    public static Policy parse(byte[] text) throws Refused {
        return PolicyParser.parse(text);
    }

    /** {@code quorum none} for one log key: what it signs is final and <em>unwitnessed</em>. */
    public static Policy unwitnessed(NoteKey logKey) {
        return new Policy(List.of(new Log(logKey, Optional.empty())), Map.of(), Map.of(), NONE);
    }

    public List<Log> logs() {
        return logs;
    }

    public List<NoteKey> logKeys() {
        return logs.stream().map(Log::key).toList();
    }

    /** In the order of the text. */
    public List<Witness> witnesses() {
        return List.copyOf(witnesses.values());
    }

    public Optional<Witness> witness(String name) {
        return Optional.ofNullable(witnesses.get(name));
    }

    public List<Group> groups() {
        return List.copyOf(groups.values());
    }

    /** Name of a witness or a group, or {@link #NONE}. */
    public String quorum() {
        return quorum;
    }

    public boolean isUnwitnessed() {
        return quorum.equals(NONE);
    }

    /** How things stand when exactly the witnesses with these names have cosigned. */
    public Standing standing(Set<String> cosigned) {
        if (isUnwitnessed()) {
            return Standing.SATISFIED;
        }
        int cost = cost(quorum, cosigned);
        if (cost == 0) {
            return Standing.SATISFIED;
        }
        Set<String> counting = new HashSet<>();
        helpers(quorum, cosigned, counting);
        return new Standing(
                false,
                cost,
                witnesses.keySet().stream().filter(counting::contains).toList());
    }

    /** The fewest further cosignatures that satisfy {@code name}. Exact, because the members form a tree. */
    private int cost(String name, Set<String> cosigned) {
        Optional<Group> group = Optional.ofNullable(groups.get(name));
        if (group.isEmpty()) {
            return cosigned.contains(name) ? 0 : 1;
        }
        return group.get().members().stream()
                .map(member -> cost(member, cosigned))
                .sorted()
                .limit(group.get().threshold())
                .mapToInt(Integer::intValue)
                .sum();
    }

    private void helpers(String name, Set<String> cosigned, Set<String> into) {
        Optional<Group> group = Optional.ofNullable(groups.get(name));
        if (group.isEmpty()) {
            if (!cosigned.contains(name)) {
                into.add(name);
            }
            return;
        }
        for (String member : group.get().members()) {
            if (cost(member, cosigned) > 0) {
                helpers(member, cosigned, into);
            }
        }
    }

    /**
     * Whether every quorum has a member among these witnesses, so that together they know of every final checkpoint.
     *
     * @param names policy names of the witnesses that were heard
     */
    public boolean meetsEveryQuorum(Set<String> names) {
        Set<String> others = new HashSet<>(witnesses.keySet());
        others.removeAll(names);
        return isUnwitnessed() || !standing(others).satisfied();
    }

    /**
     * Opens a checkpoint that came from outside: one of the policy's logs signed it under its own origin, and every
     * cosignature by a known witness holds. Whether they are enough says the standing.
     *
     * @throws Refused what is wrong with note, checkpoint or log signature; {@code checkpoint-origin} when the log's key is
     *     not of the checkpoint's origin; {@code cosignature-wrong}
     */
    public Judged judge(byte[] note) throws Refused {
        return judge(Note.parse(note));
    }

    /** As {@link #judge(byte[])} for a note that was parsed. */
    public Judged judge(Note note) throws Refused {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        List<NoteKey> signed = note.verify(logKeys());
        if (signed.stream().noneMatch(key -> key.name().equals(checkpoint.origin()))) {
            throw Refusal.of("checkpoint-origin", "", "No key of the policy signs for this log.", checkpoint.origin())
                    .toException();
        }
        Map<String, Cosignature> cosigned = cosignatures(checkpoint, note.signatures());
        List<Note.Signature> known = note.signatures().stream()
                .filter(line -> signed.stream()
                                .anyMatch(key -> key.name().equals(line.name()) && key.id() == line.keyId())
                        || cosigned.values().stream().anyMatch(by -> by.line().equals(line)))
                .toList();
        return new Judged(
                new SignedCheckpoint(checkpoint, new Note(note.text(), known)), cosigned, standing(cosigned.keySet()));
    }

    /**
     * Cosignatures among {@code lines} by the witnesses of this policy, by their policy names; other lines are ignored.
     *
     * @throws Refused {@code cosignature-wrong} when a line of a known witness does not hold
     */
    public Map<String, Cosignature> cosignatures(Checkpoint checkpoint, Collection<Note.Signature> lines)
            throws Refused {
        Map<String, Cosignature> cosigned = new LinkedHashMap<>();
        for (Witness witness : witnesses.values()) {
            for (Note.Signature line : lines) {
                if (witness.key().isNamedBy(line)) {
                    cosigned.put(witness.name(), witness.key().verify(checkpoint, line));
                }
            }
        }
        return cosigned;
    }

    /**
     * A checkpoint under this policy.
     *
     * @param signed with the signature lines that were verified and no others
     * @param cosigned by policy name
     */
    public record Judged(SignedCheckpoint signed, Map<String, Cosignature> cosigned, Standing standing) {
        public Judged {
            cosigned = Map.copyOf(cosigned);
        }

        public boolean isFinal() {
            return standing.satisfied();
        }
    }

    /** The one spelling of this policy: logs, witnesses, groups in their order, quorum; single spaces, {@code k} decimal. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Log log : logs) {
            line(out, "log " + log.key().text(), log.url());
        }
        for (Witness witness : witnesses.values()) {
            line(out, "witness " + witness.name() + " " + witness.key().text(), witness.url());
        }
        for (Group group : groups.values()) {
            List<String> words = new ArrayList<>(List.of("group", group.name(), Integer.toString(group.threshold())));
            words.addAll(group.members());
            line(out, String.join(" ", words), Optional.empty());
        }
        return out.append("quorum ").append(quorum).append('\n').toString();
    }

    private static void line(StringBuilder out, String words, Optional<String> url) {
        out.append(words);
        url.ifPresent(text -> out.append(' ').append(text));
        out.append('\n');
    }

    /** SHA-256 of {@link #text}, which names this policy. */
    public Digest id() {
        return Digest.of(PolicyParser.bytes(text()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Policy that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
