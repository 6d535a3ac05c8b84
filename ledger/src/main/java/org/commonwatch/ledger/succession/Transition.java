package org.commonwatch.ledger.succession;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;

/**
 * One step of a log's chain of epochs, as it is served and kept: what held at the end of the epoch before, and the record that
 * began the next. The terms at the end stand in it because a log states other policies in the course of an epoch.
 *
 * @param under the terms under which the votes were cast
 * @param record begins the next epoch
 */
public record Transition(Terms under, Succession record) {
    /** One step in bytes. */
    public static final int BYTES_MAX = Succession.BYTES_MAX + Terms.BYTES_MAX + 4_096;

    private static final String CODE = "transition-malformed";
    private static final String MAGIC = "commonwatch epoch v1";

    /** As it is served and kept; docs/formats/succession.md. */
    public byte[] toBytes() {
        byte[] terms = under.text().getBytes(StandardCharsets.UTF_8);
        byte[] votes = record.toBytes();
        String head = MAGIC + "\nunder " + terms.length + "\nrecord " + votes.length + "\n\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(terms);
        out.writeBytes(votes);
        return out.toByteArray();
    }

    /** SHA-256 of {@link #toBytes}, which names it. */
    public Digest id() {
        return Digest.of(toBytes());
    }

    /** @throws Refused {@code transition-malformed} or what is wrong with a part; a parsed step is not verified */
    public static Transition parse(byte[] bytes) throws Refused {
        Text text = new Text(CODE, bytes);
        if (bytes.length > BYTES_MAX || !text.line().equals(MAGIC)) {
            throw text.malformed("A step has at most " + BYTES_MAX + " bytes and starts with: " + MAGIC + ".", "");
        }
        int terms = text.length(text.after("under"), Terms.BYTES_MAX);
        int record = text.length(text.after("record"), Succession.BYTES_MAX);
        if (!text.line().isEmpty()) {
            throw text.malformed("An empty line ends the head.", "");
        }
        Transition step = new Transition(Terms.parse(text.bytes(terms)), Succession.parse(text.bytes(record)));
        if (!Arrays.equals(step.toBytes(), bytes)) {
            throw text.malformed("A step has one spelling.", "");
        }
        return step;
    }

    /**
     * Checks the record. That {@code under} was in force is not seen here: {@link #isVouchedBy}, or the log's entries before the
     * start, say it.
     *
     * @param before the epoch that ends, under any policy that it had
     * @return the epoch that begins
     * @throws Refused what is wrong, as {@link Succession#verify}
     */
    public Epoch verify(Epoch before) throws Refused {
        return record.verify(before.restated(under));
    }

    /**
     * Whether a quorum of a policy that is trusted has voted, under whatever terms: one of them is honest, and an honest cosigner
     * votes under what is in force. For who was away while the log stated other policies. Of a step that was verified.
     */
    public boolean isVouchedBy(Policy trusted) {
        Set<String> voted = new HashSet<>();
        for (Policy.Witness known : trusted.witnesses()) {
            boolean votes = under.policy().witnesses().stream()
                            .anyMatch(witness -> witness.key().equals(known.key()))
                    && record.votes().stream().anyMatch(vote -> known.key().isNamedBy(vote.by()));
            if (votes) {
                voted.add(known.name());
            }
        }
        return !trusted.isUnwitnessed() && trusted.standing(voted).satisfied();
    }
}
