package org.commonwatch.ledger.succession;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.policy.Policy;

/**
 * What a cosigner says when it leaves an epoch: the highest checkpoint it cosigned, and which terms shall hold next. Only a
 * {@link Ballot} casts one, after the cosigner is frozen. A parsed vote is nobody's word until it is verified.
 *
 * @param epoch number of the one that ends
 * @param under id of that epoch's terms
 * @param next id of the terms voted for
 * @param last the highest checkpoint cosigned, with the log's signature and the cosignatures that were at hand; empty: none
 * @param by the cosigner's line over all the rest
 */
public record Vote(String origin, long epoch, Digest under, Digest next, Optional<Note> last, Note.Signature by) {
    /** One vote in bytes: a note, the head, a signature line. */
    public static final int BYTES_MAX = Note.BYTES_MAX + 16 * 1024;

    private static final String CODE = "vote-malformed";
    private static final String MAGIC = "commonwatch succession-vote v1";

    /** Signs; nothing is checked here. */
    static Vote cast(Epoch epoch, Digest next, Optional<Note> last, Cosigner cosigner) {
        Digest under = epoch.terms().id();
        byte[] text = text(epoch.origin(), epoch.number(), under, next, last);
        return new Vote(epoch.origin(), epoch.number(), under, next, last, cosigner.state(text));
    }

    private static byte[] text(String origin, long epoch, Digest under, Digest next, Optional<Note> last) {
        byte[] note = last.map(Note::toBytes).orElseGet(() -> new byte[0]);
        String head = String.join(
                "\n",
                MAGIC,
                "origin " + origin,
                "epoch " + epoch,
                "under " + under.base64(),
                "next " + next.base64(),
                "last " + note.length,
                "",
                "");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(note);
        return out.toByteArray();
    }

    /** As it is sent and kept; docs/formats/succession.md. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text(origin, epoch, under, next, last));
        out.writeBytes((by.line() + "\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Whether others can read it: cosignatures at hand may be more, or longer, than a note has. */
    boolean reads() {
        try {
            return parse(toBytes()).equals(this);
        } catch (Refused tooMuch) {
            return false;
        }
    }

    /** @throws Refused {@code vote-malformed} or what is wrong with the note */
    public static Vote parse(byte[] bytes) throws Refused {
        Text text = new Text(CODE, bytes);
        if (bytes.length > BYTES_MAX || !text.line().equals(MAGIC)) {
            throw text.malformed("A vote has at most " + BYTES_MAX + " bytes and starts with: " + MAGIC + ".", "");
        }
        String origin = text.after("origin");
        long epoch = text.number(text.after("epoch"));
        Digest under = text.digest(text.after("under"));
        Digest next = text.digest(text.after("next"));
        int length = text.length(text.after("last"), Note.BYTES_MAX);
        if (!text.line().isEmpty()) {
            throw text.malformed("An empty line ends the head.", "");
        }
        Optional<Note> last = length == 0 ? Optional.empty() : Optional.of(Note.parse(text.bytes(length)));
        byte[] line = text.bytes(bytes.length - text.position());
        if (line.length == 0 || line[line.length - 1] != '\n') {
            throw text.malformed("A vote ends in a signature line.", "");
        }
        Vote vote = new Vote(
                origin,
                epoch,
                under,
                next,
                last,
                Note.signature(new String(line, 0, line.length - 1, StandardCharsets.UTF_8)));
        if (!Arrays.equals(vote.toBytes(), bytes)) {
            throw text.malformed("A vote has one spelling.", "");
        }
        return vote;
    }

    /**
     * A vote that is right.
     *
     * @param cosigner policy name of who cast it
     * @param last its highest checkpoint; the empty tree for none
     */
    public record Verified(String cosigner, Checkpoint last) {}

    /**
     * Whether a cosigner of this epoch cast it, about a checkpoint that the epoch's log signed.
     *
     * @throws Refused {@code vote-foreign} for another epoch or other terms, {@code vote-unknown} for a stranger, and what
     *     is wrong with the checkpoint or a signature
     */
    public Verified verify(Epoch of) throws Refused {
        boolean same = origin.equals(of.origin())
                && epoch == of.number()
                && under.equals(of.terms().id());
        if (!same) {
            throw Refusal.of("vote-foreign", "", "The vote is about another epoch of a log.", origin + " " + epoch)
                    .toException();
        }
        Policy policy = of.terms().policy();
        List<Policy.Witness> cast = policy.witnesses().stream()
                .filter(witness -> witness.key().isNamedBy(by))
                .toList();
        if (cast.size() != 1) {
            throw Refusal.of("vote-unknown", "", "No cosigner of the epoch has this key.", by.name())
                    .toException();
        }
        cast.getFirst().key().verifyStatement(text(origin, epoch, under, next, last), by);
        if (last.isEmpty()) {
            return new Verified(cast.getFirst().name(), Checkpoint.of(origin, 0, Rfc6962.EMPTY_ROOT));
        }
        SignedCheckpoint checkpoint = policy.judge(last.get()).signed();
        if (!checkpoint.checkpoint().origin().equals(origin)) {
            throw Refusal.of("checkpoint-origin", "", "The checkpoint is of another log.")
                    .toException();
        }
        return new Verified(cast.getFirst().name(), checkpoint.checkpoint());
    }
}
