package org.commonwatch.ledger.succession;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;

/**
 * What holds in an epoch, and what a vote is for: the policy, and which of its cosigners belongs to the member that signs
 * with a log key. The latter makes a fork count against its author's vote too.
 *
 * @param operators log keys of the policy to names of its witnesses; a log key whose holder cosigns nothing is left out
 */
public record Terms(Policy policy, Map<NoteKey, String> operators) {
    /** Bytes of a text: a policy and a line for each of its log keys. */
    public static final int BYTES_MAX = 768 * 1024;

    private static final String OPERATOR = "operator ";

    public Terms {
        // In the order of the policy's log lines, so that equal terms have one text.
        Map<NoteKey, String> ordered = new LinkedHashMap<>();
        for (NoteKey key : policy.logKeys()) {
            Optional.ofNullable(operators.get(key)).ifPresent(name -> ordered.put(key, name));
        }
        boolean known = ordered.size() == operators.size()
                && ordered.values().stream()
                        .allMatch(name -> policy.witness(name).isPresent());
        if (!known) {
            throw new IllegalArgumentException("an operator's key or cosigner is not in the policy");
        }
        operators = Collections.unmodifiableMap(ordered);
    }

    /** Operator lines, then the policy in its one spelling. */
    public String text() {
        StringBuilder out = new StringBuilder();
        operators.forEach((key, name) ->
                out.append(OPERATOR).append(name).append(' ').append(key.text()).append('\n'));
        return out.append(policy.text()).toString();
    }

    /** SHA-256 of {@link #text}. */
    public Digest id() {
        return Digest.of(text().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refused {@code terms-malformed}, or what is wrong with the policy */
    public static Terms parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw malformed("Terms have at most " + BYTES_MAX + " bytes.", Integer.toString(bytes.length));
        }
        Map<NoteKey, String> operators = new LinkedHashMap<>();
        int at = 0;
        while (startsWith(bytes, at, OPERATOR)) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String[] words = new String(bytes, at, end - at, StandardCharsets.UTF_8).split(" ", -1);
            if (words.length != 3
                    || end == bytes.length
                    || operators.size() == Policy.LINES_OF_A_KIND_MAX
                    || operators.put(NoteKey.parse(words[2]), words[1]) != null) {
                throw malformed("An operator line is: operator, a cosigner's name, a log key.", "");
            }
            at = end + 1;
        }
        Policy policy = Policy.parse(Arrays.copyOfRange(bytes, at, bytes.length));
        boolean known = operators.entrySet().stream()
                .allMatch(entry -> policy.logKeys().contains(entry.getKey())
                        && policy.witness(entry.getValue()).isPresent());
        if (!known) {
            throw malformed("An operator's key or cosigner is not in the policy.", "");
        }
        Terms terms = new Terms(policy, operators);
        if (!Arrays.equals(terms.text().getBytes(StandardCharsets.UTF_8), bytes)) {
            throw malformed("Terms have one spelling.", "");
        }
        return terms;
    }

    private static boolean startsWith(byte[] bytes, int at, String word) {
        byte[] wanted = word.getBytes(StandardCharsets.US_ASCII);
        return at + wanted.length <= bytes.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static Refused malformed(String message, String value) {
        return Refusal.of("terms-malformed", "", message, value).toException();
    }
}
