package org.commonwatch.ledger.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.note.NoteKey;

/**
 * Puts a policy together in the order of its lines, each checked against those before it. Refusals have a code and an empty
 * path; the parser adds the line.
 */
public final class PolicyBuilder {
    /** Characters of a name or URL. Ours, not the specification's. */
    static final int WORD_CHARS_MAX = 512;

    private final List<Policy.Log> logs = new ArrayList<>();
    private final Map<String, Policy.Witness> witnesses = new LinkedHashMap<>();
    private final Map<String, Policy.Group> groups = new LinkedHashMap<>();
    private final Set<String> inGroups = new HashSet<>();

    /**
     * The quorum a community has unless its charter says otherwise: more than two thirds, floor(2n/3)+1 of n (2 of 2, 3 of
     * 3, 3 of 4, 4 of 5, 5 of 7), so that two quorums always share an honest witness as long as fewer than a third lie.
     */
    public static int defaultThreshold(int witnesses) {
        return 2 * witnesses / 3 + 1;
    }

    /** A community's policy: these log keys, these witnesses, the default threshold; {@code quorum none} without any. */
    public static Policy community(List<Policy.Log> logs, List<Policy.Witness> witnesses) throws Refused {
        return community(logs, witnesses, defaultThreshold(witnesses.size()));
    }

    /** As {@link #community(List, List)} with another threshold, for a charter that knows what it loses. */
    public static Policy community(List<Policy.Log> logs, List<Policy.Witness> witnesses, int threshold)
            throws Refused {
        PolicyBuilder builder = new PolicyBuilder();
        for (Policy.Log log : logs) {
            builder.log(log.key(), log.url());
        }
        for (Policy.Witness witness : witnesses) {
            builder.witness(witness.name(), witness.key(), witness.url());
        }
        if (witnesses.isEmpty()) {
            return builder.quorumNone();
        }
        String group = "members";
        while (builder.witnesses.containsKey(group)) {
            group += "-";
        }
        builder.group(
                group, threshold, witnesses.stream().map(Policy.Witness::name).toList());
        return builder.quorum(group);
    }

    public PolicyBuilder log(NoteKey key, Optional<String> url) throws Refused {
        checkUrl(url);
        if (logs.stream().anyMatch(log -> log.key().key().equals(key.key()))) {
            throw refuse("policy-key-twice", "Another log line has the same key.", key.name());
        }
        checkCount(logs.size(), "logs");
        logs.add(new Policy.Log(key, url));
        return this;
    }

    public PolicyBuilder witness(String name, CosignerKey key, Optional<String> url) throws Refused {
        checkNew(name);
        checkUrl(url);
        boolean twice = witnesses.values().stream()
                .anyMatch(witness -> Arrays.equals(witness.key().toBytes(), key.toBytes()));
        if (twice) {
            throw refuse("policy-key-twice", "Another witness line has the same key.", name);
        }
        checkCount(witnesses.size(), "witnesses");
        witnesses.put(name, new Policy.Witness(name, key, url));
        return this;
    }

    public PolicyBuilder group(String name, int threshold, List<String> members) throws Refused {
        checkNew(name);
        if (members.isEmpty() || threshold < 1 || threshold > members.size()) {
            throw refuse(
                    "policy-threshold",
                    "A threshold is from 1 to the number of members, " + members.size() + ".",
                    Integer.toString(threshold));
        }
        checkCount(groups.size(), "groups");
        for (String member : members) {
            checkDefined(member);
            if (!inGroups.add(member)) {
                throw refuse("policy-member-twice", "Each name is a member of at most one group, once.", member);
            }
        }
        groups.put(name, new Policy.Group(name, threshold, members));
        return this;
    }

    public Policy quorum(String name) throws Refused {
        if (name.equals(Policy.NONE)) {
            return quorumNone();
        }
        checkDefined(name);
        return new Policy(logs, witnesses, groups, name);
    }

    public Policy quorumNone() {
        return new Policy(logs, witnesses, groups, Policy.NONE);
    }

    private void checkNew(String name) throws Refused {
        if (!isWord(name) || name.equals(Policy.NONE)) {
            throw refuse("policy-name", "This cannot be the name of a witness or group.", name);
        }
        if (witnesses.containsKey(name) || groups.containsKey(name)) {
            throw refuse("policy-name-twice", "The name is defined twice.", name);
        }
    }

    private void checkDefined(String name) throws Refused {
        if (!witnesses.containsKey(name) && !groups.containsKey(name)) {
            throw refuse("policy-name-unknown", "The name is not defined on a line before.", name);
        }
    }

    private static void checkUrl(Optional<String> url) throws Refused {
        if (url.isPresent() && !isWord(url.get())) {
            throw refuse("policy-url", "A URL is one word of at most " + WORD_CHARS_MAX + " characters.", url.get());
        }
    }

    private static void checkCount(int count, String what) throws Refused {
        if (count == Policy.LINES_OF_A_KIND_MAX) {
            throw refuse("policy-long", "A policy has at most " + Policy.LINES_OF_A_KIND_MAX + " " + what + ".", "");
        }
    }

    /** Without white space and control characters, so that the text reads back as it was meant. */
    private static boolean isWord(String word) {
        return !word.isEmpty()
                && word.length() <= WORD_CHARS_MAX
                && !word.startsWith("#")
                && word.chars().allMatch(c -> c > 0x20 && c != 0x7f);
    }

    static Refused refuse(String code, String message, String value) {
        return Refusal.of(code, "", message, value).toException();
    }
}
