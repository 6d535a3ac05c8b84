package org.commonwatch.ledger.witness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * The body of an {@code add-checkpoint} request. Parsed, it has the right form; nothing in it is believed.
 *
 * @param oldSize the size that the sender thinks was cosigned last; at most the checkpoint's
 * @param proof RFC 6962 consistency of the two sizes; at most {@link #PROOF_HASHES_MAX} hashes
 * @param checkpoint as it will be cosigned
 * @param note that carries it
 */
public record AddCheckpoint(long oldSize, List<Digest> proof, Checkpoint checkpoint, Note note) {
    /** Hashes of one proof: a tree below 2^63 leaves needs no more. */
    public static final int PROOF_HASHES_MAX = 63;

    /** One request body in bytes: the longest note and 63 lines before it. */
    public static final int BYTES_MAX = Note.BYTES_MAX + 4_096;

    private static final int SIZE_DIGITS_MAX = 19;

    public AddCheckpoint {
        proof = List.copyOf(proof);
        if (oldSize < 0 || oldSize > checkpoint.size() || proof.size() > PROOF_HASHES_MAX) {
            throw new IllegalArgumentException("not an add-checkpoint request: old " + oldSize + ", new "
                    + checkpoint.size() + ", " + proof.size() + " hashes");
        }
    }

    /** @throws Refused {@code add-checkpoint-malformed}, or what is wrong with note or checkpoint; all are 400 */
    public static AddCheckpoint parse(byte[] body) throws Refused {
        if (body.length > BYTES_MAX) {
            throw malformed("A request has at most " + BYTES_MAX + " bytes.", "" + body.length);
        }
        int at = 0;
        List<String> head = new ArrayList<>();
        while (true) {
            int end = at;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (end == body.length || head.size() > PROOF_HASHES_MAX + 1) {
                throw malformed("A size line, at most 63 hashes and an empty line come before the checkpoint.", "");
            }
            if (end == at) {
                break;
            }
            head.add(new String(body, at, end - at, StandardCharsets.ISO_8859_1));
            at = end + 1;
        }
        if (head.isEmpty() || head.size() > PROOF_HASHES_MAX + 1) {
            throw malformed("A size line, at most 63 hashes and an empty line come before the checkpoint.", "");
        }
        long oldSize = oldSize(head.getFirst());
        List<Digest> proof = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            byte[] hash = StrictBase64.decode(line);
            if (hash.length != Digest.BYTES) {
                throw malformed("A proof line is one SHA-256 hash.", line);
            }
            proof.add(Digest.fromBytes(hash));
        }
        Note note = Note.parse(Arrays.copyOfRange(body, at + 1, body.length));
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (oldSize > checkpoint.size()) {
            throw malformed("The old size is above the checkpoint's.", head.getFirst());
        }
        return new AddCheckpoint(oldSize, proof, checkpoint, note);
    }

    private static long oldSize(String line) throws Refused {
        String digits = line.startsWith("old ") ? line.substring(4) : "";
        if (digits.isEmpty() || digits.length() > SIZE_DIGITS_MAX || !digits.matches("0|[1-9][0-9]*")) {
            throw malformed("The first line is: old, a space, a decimal size.", line);
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw malformed("The old size is below 2^63.", line);
        }
    }

    public byte[] toBytes() {
        StringBuilder head = new StringBuilder("old ").append(oldSize).append('\n');
        proof.forEach(hash -> head.append(hash.base64()).append('\n'));
        byte[] first = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] second = note.toBytes();
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Refused malformed(String message, String value) {
        return Refusal.of("add-checkpoint-malformed", "", message, value).toException();
    }
}
